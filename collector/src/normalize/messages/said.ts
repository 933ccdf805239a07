import type { SpanKind } from "@spanward/clickhouse/records";
import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { structureOf } from "../attributes/json.ts";
import { readText } from "../attributes/read-attribute.ts";
import type { Message } from "../content.ts";
import { type Conversation, textOfParts } from "./conversation.ts";
import { readConversation, readExplicit } from "./read-conversation.ts";
import { inputKeys, outputKeys, toolArgumentKeys, toolResultKeys } from "./value-keys.ts";

/** What went into a span and came out of it: a conversation, or a value, or both. */
export interface Said {
  isModelCall: boolean;
  conversation: Conversation;
  inputValue: string | null;
  outputValue: string | null;
}

/** Reads what went into a span and came out of it. */
export function readSaid(span: OtlpSpan, kind: SpanKind): Said {
  if (kind === "llm") return readModelCall(span);
  if (kind === "tool" || kind === "handoff" || kind === "mcp") return readToolCall(span);
  return {
    isModelCall: false,
    conversation: readExplicit(span),
    inputValue: firstValue(span.attributes, inputKeys),
    outputValue: firstValue(span.attributes, outputKeys),
  };
}

function readModelCall(span: OtlpSpan): Said {
  const conversation = readConversation(span);
  const isEmpty = (messages: Message[]): boolean => messages.length === 0;
  return {
    isModelCall: true,
    conversation,
    inputValue: isEmpty(conversation.input) ? firstValue(span.attributes, inputKeys) : null,
    outputValue: isEmpty(conversation.output) ? firstValue(span.attributes, outputKeys) : null,
  };
}

// Strands sends a tool's arguments and result as if they were messages.
function readToolCall(span: OtlpSpan): Said {
  const events = readExplicit(span);
  const wholeText = (messages: Message[]): string | null => {
    const text = messages.map(({ parts }) => textOfParts(parts, true)).join("\n");
    return text === "" ? null : text;
  };
  return {
    isModelCall: false,
    conversation: { system: [], input: [], output: [] },
    inputValue: firstValue(span.attributes, toolArgumentKeys) ?? wholeText(events.input),
    outputValue: firstValue(span.attributes, toolResultKeys) ?? wholeText(events.output),
  };
}

/** The first value that is one: texts that were sent as JSON come without their quotes. */
function firstValue(attributes: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = readText(attributes, key);
    if (value === "" || value === "null") continue;
    const structure = value.startsWith('"') ? structureOf(value) : value;
    return typeof structure === "string" ? structure : value;
  }
  return null;
}

/** The newest thing said to the model: what a user or a tool said last. "" when nothing was. */
export function newestInput({ conversation, inputValue }: Said): string {
  const newest = conversation.input.findLast(
    ({ role, parts }) => role !== "assistant" && textOfParts(parts) !== "",
  );
  return newest === undefined ? (inputValue ?? "") : textOfParts(newest.parts);
}

/**
 * What was answered, as text; the calls it asks for when there is no text. A model's answer that holds
 * no message is none.
 */
export function answerText({ conversation, isModelCall, outputValue }: Said): string {
  const texts = conversation.output
    .map(({ parts }) => textOfParts(parts))
    .filter((text) => text !== "");
  if (texts.length > 0) return texts.join("\n");
  const calls = conversation.output.map(({ parts }) => textOfParts(parts, true)).join("\n");
  return calls === "" && !isModelCall ? (outputValue ?? "") : calls;
}

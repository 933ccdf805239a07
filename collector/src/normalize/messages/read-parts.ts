import type { MessagePart } from "../content.ts";
import {
  field,
  fieldAt,
  isObject,
  type Json,
  printJson,
  structureOf,
  textOf,
} from "../attributes/json.ts";
import { readMedia } from "./read-media.ts";

const depthMax = 16;

/**
 * Reads the parts of a message, whoever's shape they have: the semantic conventions, OpenAI,
 * Anthropic, Gemini, Bedrock, the AI SDK, LangChain, OpenInference. What nobody knows stays JSON.
 */
export function readParts(value: Json | undefined, depth = 0): MessagePart[] {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string") return [{ type: "text", text: value }];
  if (Array.isArray(value)) {
    return depth > depthMax ? [] : value.flatMap((item) => readParts(item, depth + 1));
  }
  return isObject(value) ? [readPart(value)] : [{ type: "text", text: textOf(value) }];
}

/** Whether an object is a part of a message rather than a message. */
export const isPart = (value: Json): boolean =>
  isObject(value) && field(value, "role", "message") === undefined && kindOf(value) !== undefined;

function readPart(part: Json): MessagePart {
  const wrapped = field(part, "message_content", "reasoningContent");
  switch (kindOf(part)) {
    case "text":
      return { type: "text", text: textOf(field(part, "text", "content", "refusal", "value")) };
    case "reasoning":
      return { type: "reasoning", text: reasoningOf(wrapped ?? part) };
    case "tool_call":
      return readToolCall(part);
    case "tool_result":
      return readToolResult(part);
    case "media":
      return readMedia(part) ?? { type: "json", json: printJson(part) };
    case "wrapped":
      return readPart(wrapped ?? null);
    case "json":
    case undefined:
      return { type: "json", json: printJson(part) };
  }
}

// Gemini, Bedrock, OpenInference and Genkit wrap a call or a result in an object of its own.
const callWrappers = ["functionCall", "function_call", "toolUse", "tool_call", "toolRequest"];
const resultWrappers = [
  "functionResponse",
  "function_response",
  "toolResult",
  "tool_result",
  "toolResponse",
];

type PartKind = MessagePart["type"] | "wrapped" | undefined;

const typeWords: readonly [RegExp, PartKind][] = [
  [/^(?:text|input_text|output_text|refusal|text-delta|text_delta)$/, "text"],
  [/^(?:reasoning|thinking|thought|redacted[-_]thinking|redacted[-_]reasoning)$/, "reasoning"],
  [
    /(?:tool|function)[-_]?(?:call|use)[-_]?(?:response|result|output)$|(?:tool|function)[-_]?(?:result|response|output)$|_tool_result$/,
    "tool_result",
  ],
  [
    /(?:tool|function|mcp|computer|web_search|file_search)[-_]?(?:call|use)(?:[-_]request)?$/,
    "tool_call",
  ],
  [
    /^(?:image|image_url|input_image|image-url|file|input_file|document|audio|input_audio|video|blob|uri|media)$/,
    "media",
  ],
];

function kindOf(part: Json): PartKind {
  const type = textOf(field(part, "type", "part_kind")).toLowerCase();
  const byType = typeWords.find(([pattern]) => pattern.test(type))?.[1];
  if (byType !== undefined) return byType;
  if (field(part, "message_content") !== undefined) return "wrapped";
  if (field(part, ...callWrappers) !== undefined) return "tool_call";
  if (field(part, ...resultWrappers) !== undefined) return "tool_result";
  if (field(part, "reasoningContent", "thinking") !== undefined) return "reasoning";
  if (fieldAt(part, "function.name") !== undefined) return "tool_call";
  if (field(part, "toolName") !== undefined)
    return field(part, "result", "output") === undefined ? "tool_call" : "tool_result";
  if (
    field(
      part,
      "inlineData",
      "inline_data",
      "fileData",
      "file_data",
      "image",
      "document",
      "video",
    ) !== undefined
  )
    return "media";
  // An answer of text and calls side by side is no part.
  if (field(part, "toolCalls", "tool_calls", "reasoning", "files") !== undefined) return undefined;
  if (typeof field(part, "text") === "string")
    return field(part, "thought") === true ? "reasoning" : "text";
  return undefined;
}

function reasoningOf(part: Json): string {
  const thought =
    field(part, "text", "content", "thinking", "reasoning", "summary", "data") ??
    fieldAt(part, "reasoningText.text");
  // A summary of reasoning comes in pieces.
  return Array.isArray(thought)
    ? thought.map((piece) => textOf(field(piece, "text") ?? piece)).join("\n")
    : textOf(thought);
}

/** A call to a tool that a model asks for. */
export function readToolCall(call: Json): MessagePart & { type: "tool_call" } {
  const inner = field(call, ...callWrappers) ?? call;
  const passed =
    field(inner, "arguments", "args", "input", "parameters", "toolInput") ??
    fieldAt(inner, "function.arguments");
  return {
    type: "tool_call",
    id: textOf(
      field(inner, "id", "toolCallId", "tool_call_id", "call_id", "toolUseId", "tool_use_id"),
    ),
    name: textOf(
      field(inner, "name", "toolName", "tool_name") ?? fieldAt(inner, "function.name") ?? "",
    ),
    arguments: textOf(passed),
  };
}

/** What a tool answered to a call. */
export function readToolResult(result: Json): MessagePart & { type: "tool_result" } {
  const inner = structureOf(field(result, ...resultWrappers) ?? result);
  return {
    type: "tool_result",
    id: textOf(
      field(inner, "tool_call_id", "toolCallId", "call_id", "toolUseId", "tool_use_id", "id"),
    ),
    name: textOf(field(inner, "name", "toolName", "tool_name")),
    result: textOf(field(inner, "result", "response", "output", "content", "json", "value")),
  };
}

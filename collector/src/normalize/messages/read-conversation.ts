import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { field, isObject, type Json, listOf, structureOf, textOf } from "../attributes/json.ts";
import { readFlatList } from "../attributes/flat-list.ts";
import type { Message, MessagePart } from "../content.ts";
import { type Conversation, liftSystem } from "./conversation.ts";
import { type MessageEvent, readMessageEvents, readSpanEvents } from "./read-events.ts";
import { readMessages } from "./read-messages.ts";
import { readToolCall } from "./read-parts.ts";
import { inputKeys, outputKeys } from "./value-keys.ts";

/** Reads what was said in a model call, wherever its instrumentation put it. */
export function readConversation(span: OtlpSpan): Conversation {
  const explicit = readExplicit(span);
  const input =
    explicit.input.length > 0 ? explicit.input : readFirst(span.attributes, inputKeys, "user");
  const output =
    explicit.output.length > 0
      ? explicit.output
      : readFirst(span.attributes, outputKeys, "assistant");
  return liftSystem({ system: explicit.system, input, output });
}

/** Only what is certainly a conversation: for spans that are no model call but may quote one. */
export function readExplicit(span: OtlpSpan): Conversation {
  const { attributes } = span;
  const events = mergeConversations(readAttributeEvents(attributes), readSpanEvents(span));
  const system = readSystem(attributes);
  const input = readInput(attributes);
  const output = readOutput(attributes);
  return {
    system: system.length > 0 ? system : events.system,
    input: input.length > 0 ? input : events.input,
    output: output.length > 0 ? output : events.output,
  };
}

const messageKeys = [
  "gen_ai.input.messages",
  "gen_ai.request.messages",
  "ai.prompt.messages",
] as const;
const flatInputs = [
  "gen_ai.prompt",
  "llm.input_messages",
  "gen_ai.input.messages",
  "llm.prompts",
] as const;
const flatOutputs = [
  "gen_ai.completion",
  "llm.output_messages",
  "gen_ai.output.messages",
  "llm.choices",
  "llm.completions",
] as const;
const systemKeys = [
  "gen_ai.system_instructions",
  "system_prompt",
  "llm.system_prompt",
  "gen_ai.system_prompt",
] as const;

function readInput(attributes: Attributes): Message[] {
  const messages = readFirst(attributes, messageKeys, "user");
  return messages.length > 0 ? messages : readFirstFlat(attributes, flatInputs, "user");
}

function readOutput(attributes: Attributes): Message[] {
  const messages = readFirst(attributes, ["gen_ai.output.messages"], "assistant");
  if (messages.some(({ parts }) => parts.length > 0)) return messages;
  const flat = readFirstFlat(attributes, flatOutputs, "assistant");
  return flat.length > 0 ? flat : readAnswerParts(attributes);
}

function readSystem(attributes: Attributes): MessagePart[] {
  for (const key of systemKeys) {
    const parts = readMessages(attributes.get(key), "system").flatMap((message) => message.parts);
    if (parts.length > 0) return parts;
  }
  return [];
}

function readFirst(attributes: Attributes, keys: readonly string[], role: string): Message[] {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const said = unwrap(value);
    // Messages beside the tools on offer are a request, even where an answer should be.
    if (
      role === "assistant" &&
      field(said, "tools") !== undefined &&
      field(said, "messages") !== undefined
    )
      continue;
    const messages = readMessages(said, role);
    if (messages.length > 0) return messages;
  }
  return [];
}

// LangWatch wraps a value in what type it has, Traceloop in how the function was called.
function unwrap(value: Json): Json {
  const structure = structureOf(value);
  const args = field(structure, "args");
  if (Array.isArray(args) && field(structure, "kwargs") !== undefined) {
    return args.length > 0 ? (args[0] ?? null) : (field(structure, "kwargs") ?? null);
  }
  const isTyped =
    isObject(structure) &&
    Object.keys(structure).length === 2 &&
    field(structure, "type") !== undefined;
  return isTyped ? (field(structure, "value") ?? structure) : structure;
}

function readFirstFlat(
  attributes: Attributes,
  prefixes: readonly string[],
  role: string,
): Message[] {
  for (const prefix of prefixes) {
    const list = readFlatList(attributes, prefix);
    if (list !== null) return list.flatMap((item) => readMessages(item, role));
  }
  return [];
}

/** The AI SDK and Sentry put the pieces of an answer into attributes of their own. */
function readAnswerParts(attributes: Attributes): Message[] {
  const texts = [
    textOf(attributes.get("ai.response.text")),
    ...listOf(structureOf(attributes.get("gen_ai.response.text"))).map(textOf),
  ];
  const calls = structureOf(
    attributes.get("ai.response.toolCalls") ?? attributes.get("gen_ai.response.tool_calls"),
  );
  const reasoning = textOf(attributes.get("ai.response.reasoning"));
  const object = textOf(attributes.get("ai.response.object"));
  const parts: MessagePart[] = [
    { type: "reasoning" as const, text: reasoning },
    ...texts.map((text) => ({ type: "text" as const, text })),
    { type: "text" as const, text: object },
  ].filter(({ text }) => text !== "");
  parts.push(...listOf(calls).filter(isObject).map(readToolCall));
  return parts.length === 0 ? [] : [{ role: "assistant", parts }];
}

/** Pydantic AI's first versions: a list of events in one attribute. */
function readAttributeEvents(attributes: Attributes): Conversation {
  const list = structureOf(attributes.get("events") ?? attributes.get("all_messages_events"));
  const events = listOf(list).filter(isObject);
  return splitAnswer(
    readMessageEvents(
      events.map((fields): MessageEvent => ({
        name: textOf(field(fields, "event.name")) || eventOfRole(fields),
        fields,
      })),
    ),
  );
}

/** Where nothing is marked as the answer, it is what the model said last. */
function splitAnswer(conversation: Conversation): Conversation {
  const { input, output } = conversation;
  const answered = input.findLastIndex(({ role }) => role !== "assistant") + 1;
  if (output.length > 0 || answered === input.length) return conversation;
  return { ...conversation, input: input.slice(0, answered), output: input.slice(answered) };
}

const eventOfRole = (fields: Json): string => `gen_ai.${textOf(field(fields, "role"))}.message`;

/** Two accounts of one conversation: each side from the first that has it. */
export const mergeConversations = (first: Conversation, second: Conversation): Conversation => ({
  system: first.system.length > 0 ? first.system : second.system,
  input: first.input.length > 0 ? first.input : second.input,
  output: first.output.length > 0 ? first.output : second.output,
});

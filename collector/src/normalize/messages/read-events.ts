import type { Message } from "../content.ts";
import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { field, isObject, type Json, structureOf, textOf } from "../attributes/json.ts";
import type { Conversation } from "./conversation.ts";
import { readMessages } from "./read-messages.ts";
import { readParts } from "./read-parts.ts";

/** A message that came as an event of a span, or as a log record of its own. */
export interface MessageEvent {
  name: string;
  fields: Json; // the event's attributes, or the record's body and attributes
}

// Source: GenAI semantic conventions 1.26 to 1.41, where messages moved from event to event.
const speakers: ReadonlyMap<string, string> = new Map([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "user"],
  ["gen_ai.assistant.message", "assistant"],
  ["gen_ai.tool.message", "tool"],
]);

const details = "gen_ai.client.inference.operation.details";

/** Whether an event of this name carries messages. */
export const carriesMessages = (name: string): boolean =>
  speakers.has(name) ||
  name === "gen_ai.choice" ||
  name === details ||
  name.startsWith("gen_ai.content.");

/** The messages of a span's own events. */
export const readSpanEvents = ({ events }: OtlpSpan): Conversation =>
  readMessageEvents(
    events
      .filter(({ name }) => carriesMessages(name))
      .map(({ name, attributes }) => ({ name, fields: toFields(attributes) })),
  );

/** Attributes as an object. */
export const toFields = (attributes: Attributes): Json => Object.fromEntries(attributes);

/** Puts messages that came as events into one conversation, in the order they came. */
export function readMessageEvents(events: MessageEvent[]): Conversation {
  const conversation: Conversation = { system: [], input: [], output: [] };
  for (const { name, fields } of events) {
    const speaker = speakers.get(name);
    if (speaker === "system")
      conversation.system.push(
        ...readMessages(contentOf(fields), "system").flatMap(({ parts }) => parts),
      );
    else if (speaker !== undefined) conversation.input.push(...readSpoken(fields, speaker));
    else if (name === "gen_ai.choice") conversation.output.push(...readChoice(fields));
    else if (name === "gen_ai.content.prompt")
      conversation.input.push(...readMessages(field(fields, "gen_ai.prompt"), "user"));
    else if (name === "gen_ai.content.completion") {
      conversation.output.push(...readMessages(field(fields, "gen_ai.completion"), "assistant"));
    } else if (name === details) addDetails(conversation, fields);
  }
  return conversation;
}

const contentOf = (fields: Json): Json | undefined =>
  field(fields, "content", "gen_ai.event.content", "message");

function readSpoken(fields: Json, speaker: string): Message[] {
  const id = textOf(field(fields, "id", "tool_call_id"));
  const message = {
    role: speaker,
    content: contentOf(fields) ?? null,
    tool_calls: field(fields, "tool_calls") ?? null,
    tool_call_id: id === "" ? null : id,
  };
  return readMessages([message], speaker);
}

function readChoice(fields: Json): Message[] {
  const message = field(fields, "message", "gen_ai.event.content", "content") ?? null;
  const structure = structureOf(message);
  const value = {
    role: "assistant",
    tool_calls: field(fields, "tool_calls") ?? null,
    finish_reason: field(fields, "finish_reason") ?? null,
    content: null,
    ...(isObject(structure) ? structure : { content: message }),
  };
  return readMessages([value], "assistant").filter(({ parts }) => parts.length > 0);
}

function addDetails(conversation: Conversation, fields: Json): void {
  conversation.system.push(...readParts(structureOf(field(fields, "gen_ai.system_instructions"))));
  conversation.input.push(...readMessages(field(fields, "gen_ai.input.messages"), "user"));
  conversation.output.push(...readMessages(field(fields, "gen_ai.output.messages"), "assistant"));
}

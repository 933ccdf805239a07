import type { Message, MessagePart } from "../content.ts";
import {
  field,
  fieldAt,
  isObject,
  type Json,
  listOf,
  structureOf,
  textOf,
} from "../attributes/json.ts";
import { canonicalFinishReason } from "../model/finish-reason.ts";
import { isPart, readParts, readToolCall } from "./read-parts.ts";
import { canonicalRole } from "./roles.ts";

const depthMax = 8;

/**
 * Reads the messages in a value, whoever's shape it has: one message, a list, or a request or answer
 * that holds them. `role` is that of what names none. Empty when there is none to recognise.
 */
export function readMessages(value: Json | undefined, role: string, depth = 0): Message[] {
  const structure = structureOf(value);
  if (depth > depthMax || structure === null || structure === "") return [];
  if (Array.isArray(structure)) {
    if (structure.length > 0 && structure.every(isPart)) return joinParts(structure, role);
    return structure.flatMap((item) => readMessages(item, role, depth + 1));
  }
  if (!isObject(structure)) return [{ role, parts: [{ type: "text", text: textOf(structure) }] }];
  const message = readMessage(structure, role);
  if (message !== null) return [message];
  return readContainer(structure, role, depth);
}

// A list of parts is one message, unless its parts belong to different speakers.
function joinParts(items: Json[], role: string): Message[] {
  const messages: Message[] = [];
  for (const part of readParts(items)) {
    const speaker = part.type === "tool_result" && role !== "tool" ? "tool" : role;
    const last = messages.at(-1);
    if (last?.role === speaker) last.parts.push(part);
    else messages.push({ role: speaker, parts: [part] });
  }
  return messages;
}

/** One message, or null if the object is none. */
function readMessage(value: Json, role: string): Message | null {
  const serialised = field(value, "kwargs"); // LangChain's own JSON: the class says the role
  if (serialised !== undefined && field(value, "lc") !== undefined) {
    const name = textOf(listOf(field(value, "id")).at(-1));
    return readMessage(serialised, canonicalRole(name, role));
  }
  const inner = field(value, "message", "data");
  if (
    isObject(inner) &&
    (field(inner, "role", "kwargs", "parts") ?? field(inner, "content", "tool_calls")) !== undefined
  ) {
    const message = readMessage(inner, canonicalRole(textOf(field(value, "type", "role")), role));
    return message === null ? null : withFinishReason(message, value);
  }
  if (isPart(value)) return joinParts([value], roleOfPart(value, role))[0] ?? null;
  const speaker = textOf(field(value, "role", "author", "type"));
  const hasContent =
    field(value, "content", "parts", "contents", "tool_calls", "toolCalls", "function_call") !==
    undefined;
  const named =
    field(value, "role") !== undefined ||
    /^(?:human|ai|system|tool|user|assistant|message|\w+Message)$/.test(speaker);
  if (!named && field(value, "content") === undefined) return null;
  if (!hasContent && field(value, "reasoning_content") === undefined && !named) return null;
  return withFinishReason(buildMessage(value, canonicalRole(speaker, role)), value);
}

function buildMessage(value: Json, role: string): Message {
  const contents = structuredContent(field(value, "parts", "contents", "content"));
  const parts: MessagePart[] = [
    ...readParts(field(value, "reasoning_content", "reasoning")).map(asReasoning),
    ...readParts(contents),
    ...readParts(field(value, "refusal")),
  ];
  for (const call of listOfCalls(value)) addCall(parts, readToolCall(call));
  const name = textOf(field(value, "name"));
  const callId = textOf(
    field(value, "tool_call_id", "toolCallId", ...(role === "tool" ? ["id"] : [])),
  );
  const answered = role === "tool" ? parts.map((part) => asResult(part, callId, name)) : parts;
  return name === "" ? { role, parts: answered } : { role, name, parts: answered };
}

// Strands and Traceloop put the list of parts into the content as JSON text.
function structuredContent(content: Json | undefined): Json | undefined {
  if (typeof content !== "string" || !/^\s*\[\s*\{/.test(content)) return content;
  const list = structureOf(content);
  return Array.isArray(list) && list.every(isPart) ? list : content;
}

const listOfCalls = (value: Json): Json[] => {
  const calls = structureOf(field(value, "tool_calls", "toolCalls"));
  const single = field(value, "function_call");
  return [...(Array.isArray(calls) ? calls : []), ...(single === undefined ? [] : [single])];
};

// Some send each call twice: as a part and in a list of its own.
function addCall(parts: MessagePart[], call: MessagePart & { type: "tool_call" }): void {
  const isThere = parts.some(
    (part) =>
      part.type === "tool_call" &&
      (call.id === "" || part.id === ""
        ? part.name === call.name && part.arguments === call.arguments
        : part.id === call.id),
  );
  if (!isThere) parts.push(call);
}

const asReasoning = (part: MessagePart): MessagePart =>
  part.type === "text" ? { type: "reasoning", text: part.text } : part;

const asResult = (part: MessagePart, id: string, name: string): MessagePart => {
  if (part.type === "text") return { type: "tool_result", id, name, result: part.text };
  return part.type === "json" ? { type: "tool_result", id, name, result: part.json } : part;
};

const roleOfPart = (part: Json, role: string): string => {
  const type = textOf(field(part, "type"));
  if (/output$|result$|response$/.test(type) && /tool|function/.test(type)) return "tool";
  return /^(?:function_call|reasoning|custom_tool_call|mcp_call)$/.test(type) ? "assistant" : role;
};

function withFinishReason(message: Message, value: Json): Message {
  const reason = textOf(field(value, "finish_reason", "finishReason", "stop_reason", "stopReason"));
  return reason === "" ? message : { ...message, finishReason: canonicalFinishReason(reason) };
}

// What holds messages, in requests and in answers, and who speaks there.
const containers: readonly [string, string?][] = [
  ["system", "system"],
  ["instructions", "system"],
  ["systemInstruction", "system"],
  ["system_instruction", "system"],
  ["config.systemInstruction", "system"],
  ["config.system_instruction", "system"],
  ["messages"],
  ["contents"],
  ["chat_history"],
  ["input"],
  ["prompt"],
  ["prompts"],
  ["choices", "assistant"],
  ["candidates", "assistant"],
  ["generations", "assistant"],
  ["output", "assistant"],
  ["outputs", "assistant"],
  ["response", "assistant"],
  ["reply", "assistant"],
  ["replies", "assistant"],
  ["message", "assistant"],
  ["completion", "assistant"],
  ["request"],
];

function readContainer(value: Json, role: string, depth: number): Message[] {
  const messages: Message[] = [];
  for (const [path, speaker] of containers) {
    if (speaker === "system" && role === "assistant") continue; // an answer may quote its instructions
    const inner = fieldAt(value, path);
    if (inner !== undefined) messages.push(...readMessages(inner, speaker ?? role, depth + 1));
  }
  if (messages.length > 0) return messages;
  return readAnswer(value, role);
}

/** The AI SDK's and Mastra's answer: text, reasoning and calls side by side. */
function readAnswer(value: Json, role: string): Message[] {
  const parts = [
    ...readParts(field(value, "reasoning", "reasoningText")).map(asReasoning),
    ...readParts(field(value, "text", "object")),
  ];
  for (const call of listOfCalls(value)) addCall(parts, readToolCall(call));
  return parts.length === 0 ? [] : [withFinishReason({ role, parts }, value)];
}

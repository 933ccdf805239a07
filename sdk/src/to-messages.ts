import { fieldOf, listAt, textAt } from "./fields.ts";
import type { Message, MessagePart, Messages } from "./messages.ts";

/** Messages in the form of the GenAI conventions, whichever provider's they are. */
export function toMessages(messages: Messages): Message[] {
  if (typeof messages === "string") return [userMessage(messages)];
  return messages.map(toMessage);
}

function userMessage(text: string): Message {
  return { role: "user", parts: [{ type: "text", content: text }] };
}

function toMessage(message: unknown): Message {
  if (typeof message === "string") return userMessage(message);
  const type = textAt(message, "type");
  if (type === "function_call") return { role: "assistant", parts: [toPart(message)] };
  if (type === "function_call_output") return { role: "tool", parts: [toPart(message)] };
  if (type === "reasoning") return { role: "assistant", parts: [toPart(message)] };
  const role = textAt(message, "role") ?? "user";
  const parts = toParts(message);
  const answered = textAt(message, "tool_call_id");
  if (answered !== undefined) return { role, parts: [toResponse(answered, parts)] };
  return { role: role === "model" ? "assistant" : role, parts };
}

function toParts(message: unknown): MessagePart[] {
  const content = fieldOf(message, "parts") ?? fieldOf(message, "content");
  const parts = (Array.isArray(content) ? content : [content])
    .filter((part) => part !== undefined && part !== null && part !== "")
    .map(toPart);
  return [...parts, ...listAt(message, "tool_calls").map(toPart)];
}

function toResponse(id: string, parts: MessagePart[]): MessagePart {
  const text = parts.length === 1 ? textAt(parts[0], "content") : undefined;
  return { type: "tool_call_response", id, response: text ?? parts };
}

/** One part, recognised by the fields it has; what nobody knows is kept as it is. */
export function toPart(part: unknown): MessagePart {
  if (typeof part === "string") return { type: "text", content: part };
  const type = textAt(part, "type") ?? "";
  return (
    toTextPart(part, type) ??
    toToolPart(part, type) ??
    toMediaPart(part, type) ?? { ...Object(part), type: type === "" ? "unknown" : type }
  );
}

function toTextPart(part: unknown, type: string): MessagePart | undefined {
  if (type === "thinking" || type === "reasoning") {
    const summary = listAt(part, "summary").map((piece) => textAt(piece, "text") ?? "");
    const said = textAt(part, "thinking") ?? textAt(part, "content") ?? textAt(part, "text");
    return { type: "reasoning", content: said ?? summary.join("\n") };
  }
  const text = textAt(part, "text") ?? (type === "text" ? textAt(part, "content") : undefined);
  if (text === undefined) return undefined;
  return { type: fieldOf(part, "thought") === true ? "reasoning" : "text", content: text };
}

function toToolPart(part: unknown, type: string): MessagePart | undefined {
  if (type === "tool_call" || type === "tool_call_response") return { ...Object(part), type };
  const id = textAt(part, "call_id") ?? textAt(part, "tool_use_id") ?? textAt(part, "id") ?? "";
  if (type === "function_call_output") {
    return { type: "tool_call_response", id, response: fieldOf(part, "output") };
  }
  if (type === "tool_result") {
    return { type: "tool_call_response", id, response: fieldOf(part, "content") };
  }
  const response = fieldOf(part, "functionResponse");
  if (response !== undefined) {
    const name = textAt(response, "id") ?? textAt(response, "name") ?? "";
    return { type: "tool_call_response", id: name, response: fieldOf(response, "response") };
  }
  const call = fieldOf(part, "function") ?? fieldOf(part, "functionCall") ?? part;
  const name = textAt(call, "name");
  if (name === undefined) return undefined;
  const given = fieldOf(call, "arguments") ?? fieldOf(call, "input") ?? fieldOf(call, "args");
  return { type: "tool_call", id: textAt(call, "id") ?? id, name, arguments: parsed(given) };
}

function toMediaPart(part: unknown, type: string): MessagePart | undefined {
  const modality = type.replace(/^input_/, "").replace(/_url$/, "");
  const source = fieldOf(part, "source") ?? fieldOf(part, "inlineData");
  const data = textAt(source, "data");
  if (data !== undefined) {
    const mimeType = textAt(source, "media_type") ?? textAt(source, "mimeType") ?? "";
    return { type: "blob", modality, mime_type: mimeType, content: data };
  }
  const uri =
    textAt(part, "image_url") ??
    textAt(part, "image_url", "url") ??
    textAt(source, "url") ??
    textAt(part, "fileData", "fileUri");
  return uri === undefined ? undefined : { type: "uri", modality, uri };
}

/** OpenAI sends arguments as JSON text; a reader wants what they are. */
function parsed(given: unknown): unknown {
  if (typeof given !== "string") return given ?? {};
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

import type { Message, MessagePart } from "../content.ts";

/** What was said in a model call: the instructions, what was asked, what was answered. */
export interface Conversation {
  system: MessagePart[];
  input: Message[];
  output: Message[];
}

/** The text of parts, one after the other; calls and results as JSON where `whole` asks for them. */
export function textOfParts(parts: MessagePart[], whole = false): string {
  return parts
    .map((part) => textOfPart(part, whole))
    .filter((text) => text !== "")
    .join("\n");
}

function textOfPart(part: MessagePart, whole: boolean): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "tool_result":
      return part.result;
    case "tool_call":
      return whole ? `${part.name} ${part.arguments}`.trim() : "";
    case "reasoning":
      return whole ? part.text : "";
    case "json":
      return whole ? part.json : "";
    case "media":
      return "";
  }
}

/** The names of the tools that the answers ask for, in order. */
export const requestedTools = (output: Message[]): string[] =>
  output.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === "tool_call" && part.name !== "" ? [part.name] : [])),
  );

/** Moves instructions from the head of what was asked to the place of instructions. */
export function liftSystem(conversation: Conversation): Conversation {
  const first = conversation.input.findIndex(({ role }) => role !== "system");
  const count = first === -1 ? conversation.input.length : first;
  if (count === 0) return conversation;
  const lifted = conversation.input.slice(0, count).flatMap(({ parts }) => parts);
  const system = conversation.system.length > 0 ? conversation.system : lifted;
  return { ...conversation, system, input: conversation.input.slice(count) };
}

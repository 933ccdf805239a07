import { countAt, fieldOf, listAt, textAt } from "../fields.ts";
import type { ModelAnswer } from "../model-answer.ts";
import { toPart } from "../to-messages.ts";

/**
 * Reads a message of Anthropic's Messages API, or an event of its stream. Gives false if it is neither.
 * Anthropic counts cached tokens apart from the input; the conventions count them in.
 * Source: https://docs.anthropic.com/en/api/messages, …/messages-streaming
 */
export function readAnthropic(value: unknown, answer: ModelAnswer): boolean {
  switch (textAt(value, "type") ?? "") {
    case "message":
      readMessage(value, answer);
      for (const block of listAt(value, "content")) answer.addPart(toPart(block));
      return true;
    case "message_start":
      readMessage(fieldOf(value, "message"), answer);
      return true;
    case "content_block_start":
      readBlockStart(value, answer);
      return true;
    case "content_block_delta":
      readDelta(value, answer);
      return true;
    case "message_delta":
      answer.addFinishReason(textAt(value, "delta", "stop_reason"));
      readUsage(fieldOf(value, "usage"), answer);
      return true;
    case "content_block_stop":
    case "message_stop":
    case "ping":
      return true;
    default:
      return false;
  }
}

function readMessage(message: unknown, answer: ModelAnswer): void {
  answer.id = textAt(message, "id");
  answer.model = textAt(message, "model");
  answer.addFinishReason(textAt(message, "stop_reason"));
  readUsage(fieldOf(message, "usage"), answer);
}

function readBlockStart(event: unknown, answer: ModelAnswer): void {
  const block = fieldOf(event, "content_block");
  if (textAt(block, "type") !== "tool_use") return;
  const id = textAt(block, "id") ?? "";
  answer.addToolCall(countAt(event, "index") ?? 0, { id, name: textAt(block, "name") ?? "" });
}

function readDelta(event: unknown, answer: ModelAnswer): void {
  const delta = fieldOf(event, "delta");
  const json = textAt(delta, "partial_json");
  if (json !== undefined) answer.addToolCall(countAt(event, "index") ?? 0, { json });
  answer.addText(textAt(delta, "text") ?? "");
  answer.addText(textAt(delta, "thinking") ?? "", "reasoning");
}

function readUsage(usage: unknown, answer: ModelAnswer): void {
  const outputTokens = countAt(usage, "output_tokens") ?? answer.usage?.outputTokens;
  const fresh = countAt(usage, "input_tokens");
  if (fresh === undefined) {
    if (outputTokens !== undefined) answer.usage = { ...answer.usage, outputTokens };
    return;
  }
  const cacheReadTokens = countAt(usage, "cache_read_input_tokens");
  const cacheWriteTokens = countAt(usage, "cache_creation_input_tokens");
  const inputTokens = fresh + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  answer.usage = { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

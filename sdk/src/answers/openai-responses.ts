import { countAt, fieldOf, listAt, textAt } from "../fields.ts";
import type { ModelAnswer } from "../model-answer.ts";
import { toPart } from "../to-messages.ts";

/**
 * Reads an answer of OpenAI's Responses API, or an event of its stream, whose last event repeats the
 * whole answer. Gives false if it is neither.
 * Source: https://platform.openai.com/docs/api-reference/responses
 */
export function readOpenAiResponse(value: unknown, answer: ModelAnswer): boolean {
  if (textAt(value, "object") === "response") {
    readWhole(value, answer);
    return true;
  }
  const type = textAt(value, "type") ?? "";
  if (!type.startsWith("response.")) return false;
  if (type === "response.output_text.delta") answer.addText(textAt(value, "delta") ?? "");
  if (/^response\.(?:completed|incomplete|failed)$/.test(type)) {
    readWhole(fieldOf(value, "response"), answer);
  }
  return true;
}

function readWhole(response: unknown, answer: ModelAnswer): void {
  answer.restart();
  answer.id = textAt(response, "id");
  answer.model = textAt(response, "model");
  const output = listAt(response, "output");
  for (const item of output) {
    const parts = textAt(item, "type") === "message" ? listAt(item, "content") : [item];
    for (const part of parts) answer.addPart(toPart(part));
  }
  const calls = output.some((item) => textAt(item, "type") === "function_call");
  const stopped = textAt(response, "incomplete_details", "reason") ?? "stop";
  answer.addFinishReason(calls ? "tool_calls" : stopped);
  const usage = fieldOf(response, "usage");
  const inputTokens = countAt(usage, "input_tokens");
  if (inputTokens === undefined) return;
  answer.usage = {
    inputTokens,
    outputTokens: countAt(usage, "output_tokens"),
    cacheReadTokens: countAt(usage, "input_tokens_details", "cached_tokens"),
    reasoningTokens: countAt(usage, "output_tokens_details", "reasoning_tokens"),
  };
}

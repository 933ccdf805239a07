import { countAt, fieldOf, listAt, textAt } from "../fields.ts";
import type { ModelAnswer, TokenUsage } from "../model-answer.ts";

/**
 * Reads an OpenAI chat completion, or a chunk of one. Gives false if it is neither. Many other
 * providers answer in this form.
 * Source: https://platform.openai.com/docs/api-reference/chat
 */
export function readOpenAiChat(value: unknown, answer: ModelAnswer): boolean {
  if (!Array.isArray(fieldOf(value, "choices"))) return false;
  answer.id ??= textAt(value, "id");
  answer.model ??= textAt(value, "model");
  for (const choice of listAt(value, "choices")) {
    const message = fieldOf(choice, "message") ?? fieldOf(choice, "delta");
    const reasoning = textAt(message, "reasoning_content") ?? textAt(message, "reasoning");
    answer.addText(reasoning ?? "", "reasoning");
    answer.addText(textAt(message, "content") ?? textAt(message, "refusal") ?? "");
    for (const [position, call] of listAt(message, "tool_calls").entries()) {
      readCall(
        answer,
        call,
        `${countAt(choice, "index") ?? 0}.${countAt(call, "index") ?? position}`,
      );
    }
    answer.addFinishReason(textAt(choice, "finish_reason"));
  }
  const usage = readUsage(fieldOf(value, "usage"));
  if (usage !== undefined) answer.usage = usage;
  return true;
}

function readCall(answer: ModelAnswer, call: unknown, key: string): void {
  const id = textAt(call, "id");
  const name = textAt(call, "function", "name");
  const json = textAt(call, "function", "arguments");
  answer.addToolCall(key, {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(json === undefined ? {} : { json }),
  });
}

function readUsage(usage: unknown): TokenUsage | undefined {
  const inputTokens = countAt(usage, "prompt_tokens");
  if (inputTokens === undefined) return undefined;
  return {
    inputTokens,
    outputTokens: countAt(usage, "completion_tokens"),
    cacheReadTokens: countAt(usage, "prompt_tokens_details", "cached_tokens"),
    reasoningTokens: countAt(usage, "completion_tokens_details", "reasoning_tokens"),
  };
}

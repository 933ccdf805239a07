import { countAt, fieldOf, listAt, textAt } from "../fields.ts";
import type { ModelAnswer } from "../model-answer.ts";
import { toPart } from "../to-messages.ts";

/**
 * Reads an answer of Google's Gemini API, or a chunk of one, which has the same form. Gives false if it
 * is neither. Gemini counts thoughts apart from the output; the conventions count them in.
 * Source: https://ai.google.dev/api/generate-content
 */
export function readGemini(value: unknown, answer: ModelAnswer): boolean {
  const usage = fieldOf(value, "usageMetadata");
  if (!Array.isArray(fieldOf(value, "candidates")) && usage === undefined) return false;
  answer.id ??= textAt(value, "responseId");
  answer.model ??= textAt(value, "modelVersion");
  for (const candidate of listAt(value, "candidates")) {
    for (const part of listAt(candidate, "content", "parts")) {
      const text = textAt(part, "text");
      if (text === undefined) answer.addPart(toPart(part));
      else answer.addText(text, fieldOf(part, "thought") === true ? "reasoning" : "text");
    }
    answer.addFinishReason(textAt(candidate, "finishReason"));
  }
  const inputTokens = countAt(usage, "promptTokenCount");
  if (inputTokens === undefined) return true;
  const reasoningTokens = countAt(usage, "thoughtsTokenCount");
  const said = countAt(usage, "candidatesTokenCount");
  answer.usage = {
    inputTokens,
    outputTokens: said === undefined ? undefined : said + (reasoningTokens ?? 0),
    cacheReadTokens: countAt(usage, "cachedContentTokenCount"),
    reasoningTokens,
  };
  return true;
}

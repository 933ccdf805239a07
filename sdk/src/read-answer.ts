import { readAnthropic } from "./answers/anthropic.ts";
import { readGemini } from "./answers/gemini.ts";
import { readOpenAiChat } from "./answers/openai-chat.ts";
import { readOpenAiResponse } from "./answers/openai-responses.ts";
import type { ModelAnswer } from "./model-answer.ts";

const readers = [readOpenAiChat, readOpenAiResponse, readAnthropic, readGemini];

/**
 * Reads what a provider's client gave, whole or a chunk of a stream, into `answer`. A text is the
 * answer itself. What is in no known form is left out: say what it means with `read`.
 */
export function readAnswer(value: unknown, answer: ModelAnswer): void {
  if (typeof value === "string") answer.addText(value);
  else readers.some((read) => read(value, answer));
}

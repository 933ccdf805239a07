import { type Attributes, type Span, SpanKind } from "@opentelemetry/api";
import { genAi, spanward } from "./attributes.ts";
import type { Messages } from "./messages.ts";
import { ModelAnswer } from "./model-answer.ts";
import { readAnswer } from "./read-answer.ts";
import { runInSpan } from "./run-in-span.ts";
import {
  attributeCharactersMax,
  attributesOf,
  contentOf,
  type SpanHandle,
  type SpanOptions,
} from "./span-options.ts";
import { toMessages } from "./to-messages.ts";

export interface ModelOptions extends SpanOptions {
  /** The model asked for, such as `gpt-4o`. */
  model: string;
  /** Who runs it: openai, anthropic, gcp.gemini, aws.bedrock, … */
  provider?: string | undefined;
  /** chat unless said otherwise; text_completion, generate_content, embeddings. */
  operation?: string | undefined;
  /** What is sent: a text, or messages as they go to the provider. */
  input?: Messages | undefined;
  /** System instructions, where they are apart from the messages. */
  system?: string | readonly unknown[] | undefined;
  /** The definitions of the tools offered. */
  tools?: readonly unknown[] | undefined;
  conversationId?: string | undefined;
  temperature?: number | undefined;
  topP?: number | undefined;
  maxTokens?: number | undefined;
  seed?: number | undefined;
  stopSequences?: readonly string[] | undefined;
  stream?: boolean | undefined;
  /**
   * Says what an answer means, called with what the work gives: once, or for each chunk of a stream.
   * Not needed for the clients of OpenAI and those that speak like it, Anthropic and Google.
   */
  read?: ((value: unknown, answer: ModelAnswer) => void) | undefined;
}

/** A model call that is going on. */
export interface ModelSpan extends SpanHandle {
  /** What is recorded as the answer when the call ends; fill in what reading it cannot tell. */
  readonly answer: ModelAnswer;
}

/**
 * Runs a call to a model in a span: what was asked, what was answered, the tokens used, and for a
 * stream the time to its first chunk. Streams pass through untouched; the span ends with them.
 *
 * @example
 * const completion = await model({ provider: "openai", model: "gpt-4o", input: messages }, () =>
 *   openai.chat.completions.create({ model: "gpt-4o", messages }),
 * );
 *
 * @example A provider of your own
 * await model({ model: "tiny", input: "Hello" }, async ({ answer }) => {
 *   const said = await tiny.ask("Hello");
 *   answer.addText(said.text);
 *   answer.usage = { inputTokens: said.in, outputTokens: said.out };
 *   return said;
 * });
 */
export function model<Result>(
  options: ModelOptions | string,
  run: (call: ModelSpan) => Result,
): Result {
  const given = typeof options === "string" ? { model: options } : options;
  const { operation = "chat", read = readAnswer } = given;
  const answer = new ModelAnswer(attributeCharactersMax());
  let span: Span | undefined;
  let chunks = 0;
  const plan = {
    name: `${operation} ${given.model}`,
    kind: SpanKind.CLIENT,
    attributes: () => attributesOf(request(given, operation), given),
    finished: (result: unknown) => read(result, answer),
    chunk: (chunk: unknown, afterMs: number) => {
      chunks += 1;
      if (chunks === 1) span?.setAttribute(genAi.responseTimeToFirstChunk, afterMs / 1000);
      if (chunks === 1) span?.setAttribute(genAi.requestStream, true);
      read(chunk, answer);
    },
    ending: () => span?.setAttributes(attributesOf(response(answer), {})),
  };
  return runInSpan(plan, (begun) => {
    span = begun;
    return run({ span: begun, answer });
  });
}

function request(options: ModelOptions, operation: string): Attributes {
  const { input, system } = options;
  return {
    [genAi.operationName]: operation,
    [genAi.providerName]: options.provider,
    [genAi.requestModel]: options.model,
    [genAi.conversationId]: options.conversationId,
    [genAi.requestTemperature]: options.temperature,
    [genAi.requestTopP]: options.topP,
    [genAi.requestMaxTokens]: options.maxTokens,
    [genAi.requestSeed]: options.seed,
    [genAi.requestStopSequences]: options.stopSequences && [...options.stopSequences],
    [genAi.requestStream]: options.stream,
    [genAi.systemInstructions]:
      system === undefined
        ? undefined
        : contentOf(toMessages([{ role: "system", content: system }])[0]?.parts),
    [genAi.inputMessages]: input === undefined ? undefined : contentOf(toMessages(input)),
    [genAi.toolDefinitions]: contentOf(options.tools),
  };
}

function response(answer: ModelAnswer): Attributes {
  const messages = answer.toMessages();
  const { usage, finishReasons, costUsd } = answer;
  return {
    [genAi.responseId]: answer.id,
    [genAi.responseModel]: answer.model,
    [genAi.responseFinishReasons]: finishReasons.length === 0 ? undefined : finishReasons,
    [genAi.outputMessages]: messages.length === 0 ? undefined : contentOf(messages),
    [genAi.usageInputTokens]: usage?.inputTokens,
    [genAi.usageOutputTokens]: usage?.outputTokens,
    [genAi.usageCacheReadTokens]: usage?.cacheReadTokens,
    [genAi.usageCacheWriteTokens]: usage?.cacheWriteTokens,
    [genAi.usageReasoningTokens]: usage?.reasoningTokens,
    [spanward.costUsd]: costUsd === undefined ? undefined : String(costUsd),
  };
}

import type { DependencyBreakerConfig } from "../breakers/dependency-breaker.ts";
import type { Messages } from "../messages.ts";
import type { ModelAnswer } from "../model-answer.ts";

/** What a model call is told besides its request. */
export interface ModelContext {
  /** Aborts when the run is killed or over its time: pass it on. */
  signal: AbortSignal;
  /** The run has been stopped, and this is its last turn: offer no tools. */
  lastTurn: boolean;
}

/** A model as an agent may ask it. */
export interface ModelDefinition<Request, Response> {
  /** Its name, or how to read it off a request. */
  model: string | ((request: Request) => string);
  provider?: string | undefined;
  execute: (request: Request, context: ModelContext) => Response | Promise<Response>;
  /** Tells kinds of requests apart, so that each has its own estimate. */
  prompt?: string | undefined;
  /** Where the request's messages, tools and limits are; the request itself unless said otherwise. */
  fields?: ((request: Request) => unknown) | undefined;
  /** What is sent, for the trace and for the estimate; `messages`, `input` or `prompt` of the request else. */
  input?: ((request: Request) => Messages | undefined) | undefined;
  /** The limit of the answer that the request sets; `max_tokens` and its like of the request else. */
  outputTokensMax?: ((request: Request) => number | undefined) | undefined;
  /** Says what an answer means; not needed for what OpenAI, Anthropic and Google answer. */
  read?: ((value: unknown, answer: ModelAnswer) => void) | undefined;
  breaker?: Partial<DependencyBreakerConfig> | undefined;
}

/** What the guard needs to know of a request. */
export interface ModelRequest {
  model: string;
  input: Messages | undefined;
  inputCharacters: number;
  /** null: the request sets no limit. */
  outputTokensMax: number | null;
  tools: readonly unknown[] | undefined;
  stream: boolean | undefined;
}

/** Reads a request of a definition. */
export function readRequest<Request>(
  definition: ModelDefinition<Request, unknown>,
  request: Request,
): ModelRequest {
  const { model, input, outputTokensMax } = definition;
  const sent = definition.fields?.(request) ?? request;
  const fields: Record<string, unknown> = isObject(sent) ? { ...sent } : {};
  const said = input?.(request) ?? messagesOf(sent, fields);
  const limit =
    outputTokensMax?.(request) ??
    firstNumber(fields, [
      "max_completion_tokens",
      "max_output_tokens",
      "max_tokens",
      "maxOutputTokens",
    ]);
  return {
    model: typeof model === "string" ? model : model(request),
    input: said,
    inputCharacters: countCharacters(sent),
    outputTokensMax: limit ?? null,
    tools: Array.isArray(fields["tools"]) ? fields["tools"] : undefined,
    stream: typeof fields["stream"] === "boolean" ? fields["stream"] : undefined,
  };
}

function messagesOf(request: unknown, fields: Record<string, unknown>): Messages | undefined {
  if (typeof request === "string") return request;
  const said = fields["messages"] ?? fields["input"] ?? fields["prompt"];
  if (typeof said === "string") return said;
  return Array.isArray(said) && said.every(isObject) ? said : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function firstNumber(
  fields: Record<string, unknown>,
  names: readonly string[],
): number | undefined {
  return names.map((name) => fields[name]).find((value) => typeof value === "number");
}

/** How many characters of text a request holds, without writing it out as JSON. */
function countCharacters(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || depth > nestingMax) return 4;
  let sum = 0;
  for (const key in value) sum += key.length + countCharacters(Reflect.get(value, key), depth + 1);
  return sum;
}

const nestingMax = 32;

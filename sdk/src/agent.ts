import { type Context, context, createContextKey, type Span } from "@opentelemetry/api";
import { genAi, spanward } from "./attributes.ts";
import type { Messages } from "./messages.ts";
import { runInSpan } from "./run-in-span.ts";
import { attributesOf, contentOf, type SpanHandle, type SpanOptions } from "./span-options.ts";
import { TextStream } from "./text-stream.ts";
import { toMessages } from "./to-messages.ts";

export interface AgentOptions extends SpanOptions {
  name: string;
  id?: string | undefined;
  version?: string | undefined;
  description?: string | undefined;
  /** Joins the traces of one conversation; `sessionId` of `withContext` does too. */
  conversationId?: string | undefined;
  /** What it is asked: a text, messages, or any value. */
  input?: unknown;
}

/** An agent at work. */
export interface AgentSpan extends SpanHandle {
  /** Records what it gives; without this, what the work returns is. */
  setOutput: (output: unknown) => void;
}

const nameKey = createContextKey("spanward agent name");

/** The name of the innermost agent at work, if any. */
export function currentAgent(within: Context = context.active()): string | undefined {
  const name = within.getValue(nameKey);
  return typeof name === "string" ? name : undefined;
}

/**
 * Runs an agent in a span. What the work returns is recorded as its output; what it throws, as its
 * failure.
 *
 * @example
 * await agent({ name: "refund-agent", version: "2.3.0", input: question }, async () => {
 *   const plan = await model({ model: "gpt-4o", input: question }, () => ask(question));
 *   return await carryOut(plan);
 * });
 */
export function agent<Result>(
  options: AgentOptions | string,
  run: (agent: AgentSpan) => Result,
): Result {
  const given = typeof options === "string" ? { name: options } : options;
  const text = new TextStream();
  let span: Span | undefined;
  let output: unknown;
  const plan = {
    name: `invoke_agent ${given.name}`,
    attributes: () => attributesOf(identity(given), given),
    enter: (inside: Context) => inside.setValue(nameKey, given.name),
    finished: (result: unknown) => {
      output ??= result;
    },
    chunk: (chunk: unknown) => text.add(chunk),
    ending: () => record(span, output ?? text.whole()),
  };
  return runInSpan(plan, (begun) => {
    span = begun;
    return run({
      span: begun,
      setOutput: (value) => {
        output = value;
      },
    });
  });
}

function identity(options: AgentOptions) {
  const { input } = options;
  return {
    [genAi.operationName]: "invoke_agent",
    [genAi.agentName]: options.name,
    [genAi.agentId]: options.id,
    [genAi.agentVersion]: options.version,
    [genAi.agentDescription]: options.description,
    [genAi.conversationId]: options.conversationId,
    [genAi.inputMessages]: isMessages(input) ? contentOf(toMessages(input)) : undefined,
    [spanward.input]: isMessages(input) ? undefined : contentOf(input),
  };
}

function record(span: Span | undefined, output: unknown): void {
  if (output === undefined) return;
  const isText = typeof output === "string";
  const messages = [{ role: "assistant", content: output }];
  const content = contentOf(isText ? toMessages(messages) : output);
  if (content !== undefined)
    span?.setAttribute(isText ? genAi.outputMessages : spanward.output, content);
}

function isMessages(input: unknown): input is Messages {
  return (
    typeof input === "string" ||
    (Array.isArray(input) &&
      input.every((item) => typeof item === "object" && item !== null && "role" in item))
  );
}

import type { Span } from "@opentelemetry/api";
import { genAi } from "./attributes.ts";
import { runInSpan } from "./run-in-span.ts";
import { attributesOf, contentOf, type SpanHandle, type SpanOptions } from "./span-options.ts";
import { TextStream } from "./text-stream.ts";

export interface ToolOptions extends SpanOptions {
  name: string;
  /** The id of the model's request for this call, which ties the two together. */
  callId?: string | undefined;
  /** function unless said otherwise; extension, datastore. */
  type?: string | undefined;
  description?: string | undefined;
  arguments?: unknown;
}

/** A tool at work. */
export interface ToolSpan extends SpanHandle {
  /** Records what the model gets to see; without this, what the work returns is. */
  setResult: (result: unknown) => void;
}

/**
 * Runs a tool in a span, with its arguments and its result.
 *
 * @example
 * const order = await tool({ name: "get_order", callId: call.id, arguments: { id } }, () => getOrder(id));
 */
export function tool<Result>(
  options: ToolOptions | string,
  run: (tool: ToolSpan) => Result,
): Result {
  const given = typeof options === "string" ? { name: options } : options;
  const text = new TextStream();
  let span: Span | undefined;
  let output: unknown;
  const plan = {
    name: `execute_tool ${given.name}`,
    attributes: () => attributesOf(call(given), given),
    finished: (result: unknown) => {
      output ??= result;
    },
    chunk: (chunk: unknown) => text.add(chunk),
    ending: () => {
      const content = contentOf(output ?? text.whole());
      if (content !== undefined) span?.setAttribute(genAi.toolCallResult, content);
    },
  };
  return runInSpan(plan, (begun) => {
    span = begun;
    return run({
      span: begun,
      setResult: (value) => {
        output = value;
      },
    });
  });
}

function call(options: ToolOptions) {
  return {
    [genAi.operationName]: "execute_tool",
    [genAi.toolName]: options.name,
    [genAi.toolType]: options.type ?? "function",
    [genAi.toolDescription]: options.description,
    [genAi.toolCallId]: options.callId,
    [genAi.toolCallArguments]: contentOf(options.arguments),
  };
}

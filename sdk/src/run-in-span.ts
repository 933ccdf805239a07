import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from "@opentelemetry/api";
import { observeStream } from "./observe-stream.ts";
import { quietly } from "./quietly.ts";
import { recordError } from "./record-error.ts";
import { currentTracer, readState } from "./sdk-state.ts";

// Of streams that nobody ever reads; the spans of more are lost at an exit.
const openSpansMax = 10_000;

/** A span about to begin, and what to make of what happens in it. */
export interface SpanPlan {
  name: string;
  kind?: SpanKind;
  attributes: () => Attributes;
  /** Called with what the work gave, unless that is a stream. */
  finished?: (result: unknown) => void;
  /** Called with each chunk of a stream the work gave, and how long after the span's start it came. */
  chunk?: (chunk: unknown, afterMs: number) => void;
  /** Called last, just before the span ends, however it ends. */
  ending?: () => void;
  /** Puts more into the context of the work than its span. */
  enter?: (context: Context) => Context;
}

/**
 * Runs `work` inside a new active span and gives what it gives. The span ends when the work does: when
 * it returns, when its promise settles, or, if it gives a stream, when that has been read to its end,
 * is abandoned or fails. What the work throws goes through untouched.
 */
export function runInSpan<Result>(plan: SpanPlan, work: (span: Span) => Result): Result;
export function runInSpan(plan: SpanPlan, work: (span: Span) => unknown): unknown {
  const startedMs = performance.now();
  const span = beginSpan(plan);
  const recording = span.isRecording();
  const active = trace.setSpan(context.active(), span);
  const inside = plan.enter?.(active) ?? active;

  const end = () => {
    readState()?.openSpans.delete(span);
    quietly(() => plan.ending?.());
    quietly(() => span.end());
  };
  const fail = (error: unknown) => {
    recordError(span, error);
    end();
  };
  const settle = (result: unknown): unknown => {
    if (!recording) return result;
    let stream: object | null = null;
    quietly(() => {
      stream = observeStream(result, {
        context: inside,
        chunk: (chunk) => quietly(() => plan.chunk?.(chunk, performance.now() - startedMs)),
        ended: (failure) => (failure === null ? end() : fail(failure.error)),
      });
    });
    if (stream !== null) return stream;
    quietly(() => plan.finished?.(result));
    end();
    return result;
  };

  let result: unknown;
  try {
    result = context.with(inside, work, undefined, span);
  } catch (error) {
    fail(error);
    throw error;
  }
  if (!isPromiseLike(result)) return settle(result);
  return Promise.resolve(result).then(settle, (error: unknown) => {
    fail(error);
    throw error;
  });
}

function beginSpan({ name, kind = SpanKind.INTERNAL, attributes }: SpanPlan): Span {
  try {
    const span = currentTracer().startSpan(name, { kind });
    // Content is only gathered for a span that is kept.
    if (span.isRecording()) quietly(() => span.setAttributes(attributes()));
    const open = readState()?.openSpans;
    if (open !== undefined && open.size < openSpansMax) open.add(span);
    return span;
  } catch {
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT); // a provider that fails must not fail the agent
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

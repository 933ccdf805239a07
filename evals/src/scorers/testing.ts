import type { Trial } from "../definition/scorer.ts";
import type { ToolCall, TraceView } from "../definition/trace-view.ts";

/** A trial of a case without input. */
export const trialOf = <Output, Expected>(
  output: Output,
  expected?: Expected,
  trace: TraceView | null = null,
): Trial<undefined, Output, Expected> => ({
  input: undefined,
  output,
  expected,
  trace,
  signal: new AbortController().signal,
});

/** A trace in which nothing but these calls happened. */
export const traceOf = (
  toolCalls: readonly ToolCall[],
  given: Partial<TraceView> = {},
): TraceView => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  toolCalls,
  stepCount: toolCalls.length,
  durationMs: 1000,
  inputTokens: null,
  outputTokens: null,
  costNanoUsd: null,
  ...given,
});

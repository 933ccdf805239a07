/** A tool call of a run, in the order in which the calls began. */
export interface ToolCall {
  name: string;
  arguments: unknown; // undefined: not recorded
  result?: unknown;
  error?: string;
}

/** What scorers may look at of how an answer came about. */
export interface TraceView {
  traceId: string;
  toolCalls: readonly ToolCall[];
  /** Steps of any kind: model calls, tool calls, retrievals, handoffs. */
  stepCount: number;
  durationMs: number;
  inputTokens: number | null; // null: not reported
  outputTokens: number | null;
  costNanoUsd: bigint | null; // null: not known
}

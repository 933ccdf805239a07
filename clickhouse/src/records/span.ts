/**
 * What a span is, whatever convention it came in. `noise` is hidden by default; `other` is what no
 * rule recognised.
 */
export const spanKinds = [
  "agent",
  "workflow",
  "step",
  "llm",
  "embedding",
  "tool",
  "retrieval",
  "rerank",
  "guardrail",
  "handoff",
  "approval",
  "decision",
  "evaluator",
  "memory",
  "prompt",
  "mcp",
  "other",
  "noise",
] as const;
export type SpanKind = (typeof spanKinds)[number];

export const spanStatuses = ["unset", "ok", "error"] as const;
export type SpanStatus = (typeof spanStatuses)[number];

/**
 * Where token counts came from. `none`: the sender reported nothing, so usage is NULL, not zero.
 * `aggregate`: a total over other spans, never summed.
 */
export const usageSources = ["none", "provider", "estimated", "derived", "aggregate"] as const;
export type UsageSource = (typeof usageSources)[number];

/** Bits of {@link SpanRecord.flags}. */
export const spanFlags = {
  /** The start lay outside what can be stored; `start_time` was clamped. */
  timeClamped: 1,
  /** The end lay before the start; the duration was clamped to zero. */
  durationClamped: 2,
  /** A JSON attribute ends in the middle: the sender cut it. */
  contentTruncated: 4,
  /** The sender dropped attributes, events or links. */
  dropped: 8,
  /** A placeholder for a span that is still running. */
  pending: 16,
  /** Made by the collector from log records, not sent as a span. */
  synthetic: 32,
  /** The sender says the result is an error although the status does not. */
  softError: 64,
} as const;

/**
 * One operation of one agent run: the row of table `spans`.
 *
 * Identity is (project, startTime, traceId, spanId). Of two rows with one identity the higher `ver`
 * wins, and `ver` never depends on the time of arrival, so a span that is sent again changes
 * nothing. Text fields are `""` where nothing is known.
 */
export interface SpanRecord {
  project: string;
  traceId: string; // 32 lowercase hex digits
  spanId: string; // 16 lowercase hex digits
  parentSpanId: string; // "" for a root
  startUnixNano: bigint; // clamped to [2000-01-01, receipt + 1 day]
  durationNs: bigint;
  name: string;
  kind: SpanKind;
  status: SpanStatus;
  statusMessage: string;
  errorType: string;
  service: string;
  environment: string;
  scope: string;
  convention: string;
  agent: string;
  agentId: string;
  agentVersion: string;
  workflow: string;
  provider: string;
  model: string; // the response's, else the request's
  requestModel: string;
  responseId: string;
  tool: string;
  toolCallId: string;
  requestedTools: string[]; // names of the tool calls in a model's answer, in order
  finishReason: string;
  sessionId: string;
  userId: string;
  businessUnit: string;
  useCase: string;
  tags: Record<string, string>;
  labels: string[];
  usageSource: UsageSource;
  /** This span is one call to a provider and counts in totals; false for wrappers and copies. */
  counted: boolean;
  usage: TokenUsage; // all zero when usageSource is "none"
  reportedCostNanoUsd: bigint | null; // null: the sender said nothing
  stream: boolean;
  ttftNs: bigint; // 0: not reported
  inputPreview: string; // at most 256 code points
  outputPreview: string;
  contentBytes: number;
  eventCount: number;
  linkCount: number;
  flags: number;
  attributes: Record<string, string>; // short scalars, to filter by
  receivedUnixMs: number;
  ver: bigint;
}

/** Token counts of one call. `input` and `output` include their subsets below them. */
export interface TokenUsage {
  inputTokens: number; // includes cacheRead, cacheWrite and audio input
  outputTokens: number; // includes reasoning and audio output
  cacheReadTokens: number;
  cacheWriteTokens: number; // includes cacheWrite1h
  cacheWrite1hTokens: number;
  reasoningTokens: number;
  audioInputTokens: number;
  audioOutputTokens: number;
}

export const noUsage: TokenUsage = Object.freeze({
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  reasoningTokens: 0,
  audioInputTokens: 0,
  audioOutputTokens: 0,
});

/** What is heavy about a span: the row of table `span_io`. JSON texts are in the OTLP/JSON mapping. */
export interface SpanIoRecord {
  project: string;
  traceId: string;
  spanId: string;
  startUnixNano: bigint; // the same as the span's
  attributes: string; // KeyValue list
  events: string; // Event list
  links: string; // Link list
  resource: string; // Resource
  scope: string; // InstrumentationScope
  schemaUrl: string;
  traceState: string;
  otlpKind: number;
  otlpFlags: number;
  sentStartUnixNano: bigint;
  sentEndUnixNano: bigint;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
  newInput: string; // the newest user or tool message, to search in
  output: string; // what was answered, as text, to search in
  receivedUnixMs: number;
  ver: bigint;
}

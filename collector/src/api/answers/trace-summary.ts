import { spanStatuses } from "@spanward/clickhouse/records";
import { z } from "zod";

const Count = z.number().int().nonnegative();

/** Token counts. `inputTokens` includes cache reads and writes, `outputTokens` includes reasoning. */
export const Usage = z.object({
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  reasoningTokens: Count,
  embeddingTokens: Count,
});
export type Usage = z.infer<typeof Usage>;

/** One trace at a glance: a row of the list and the header of the trace page. */
export const TraceSummary = z.object({
  traceId: z.string(), // 32 lowercase hex digits
  rootSpanId: z.string().nullable(), // null while no root has arrived
  name: z.string(),
  startTime: z.string(), // RFC 3339, nanoseconds, UTC
  durationNs: z.number(), // first start to last end
  status: z.enum(spanStatuses),
  spanCount: Count,
  errorCount: Count, // spans with an error
  llmCalls: Count, // calls to a provider that returned an answer
  toolCalls: Count, // tool executions
  toolNames: z.array(z.string()), // called or executed, distinct, sorted
  models: z.array(z.string()), // distinct, sorted
  agents: z.array(z.string()), // distinct, in order of appearance
  services: z.array(z.string()),
  environment: z.string().nullable(),
  sessionId: z.string().nullable(),
  userId: z.string().nullable(),
  businessUnit: z.string().nullable(), // who answers for it
  useCase: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  labels: z.array(z.string()),
  usage: Usage.nullable(), // null: no counted call reported usage
  usageSource: z.enum(["provider", "estimated", "derived", "aggregate"]).nullable(), // the weakest one in it
  costUsd: z.string().nullable(), // decimal text, as reported by the sender; null: nothing reported
  inputPreview: z.string(),
  outputPreview: z.string(),
  complete: z.boolean(), // a root is there, no parent is missing and nothing is pending
});
export type TraceSummary = z.infer<typeof TraceSummary>;

export const TraceList = z.object({
  traces: z.array(TraceSummary),
  nextCursor: z.string().nullable(), // null: no more
});
export type TraceList = z.infer<typeof TraceList>;

/** How many traces of the period have each value of each facet, most frequent first. */
export const TraceFacets = z.object({
  total: Count,
  facets: z.array(
    z.object({
      name: z.enum([
        "status",
        "agent",
        "model",
        "tool",
        "service",
        "environment",
        "businessUnit",
        "useCase",
        "user",
        "session",
        "label",
      ]),
      values: z.array(z.object({ value: z.string(), count: Count })),
      truncated: z.boolean(), // more values exist than are listed
    }),
  ),
});
export type TraceFacets = z.infer<typeof TraceFacets>;

/** Traces started in each interval of the period, errors apart. */
export const TraceHistogram = z.object({
  from: z.string(),
  to: z.string(),
  intervalSeconds: z.number(),
  buckets: z.array(z.object({ time: z.string(), traces: Count, errors: Count })),
});
export type TraceHistogram = z.infer<typeof TraceHistogram>;

/** Where traces say the text that was searched for: for each that does, one place. */
export const TraceSnippets = z.object({
  snippets: z.array(
    z.object({
      traceId: z.string(),
      spanId: z.string(),
      foundIn: z.enum(["output", "input", "error", "name"]),
      before: z.string(), // plain text around the match, which may be anything: escape it
      match: z.string(),
      after: z.string(),
    }),
  ),
});
export type TraceSnippets = z.infer<typeof TraceSnippets>;

import { z } from "zod";

/** Latency percentiles of one step, over the whole period and in each interval of it. */
export const LatencyReport = z.object({
  from: z.string(),
  to: z.string(),
  intervalSeconds: z.number(),
  times: z.array(z.string()), // the start of each interval
  steps: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      count: z.number(),
      errors: z.number(),
      p50Ns: z.number(),
      p95Ns: z.number(),
      p99Ns: z.number(),
      maxNs: z.number(),
      totalNs: z.number(), // summed duration: where the time goes
      series: z.object({
        count: z.array(z.number()),
        p50Ns: z.array(z.number().nullable()), // null: no span in that interval
        p95Ns: z.array(z.number().nullable()),
        p99Ns: z.array(z.number().nullable()),
      }),
    }),
  ),
  truncated: z.boolean(),
});
export type LatencyReport = z.infer<typeof LatencyReport>;

/** Traces by when they started and how long they took: a grid of counts. */
export const DurationMap = z.object({
  from: z.string(),
  to: z.string(),
  intervalSeconds: z.number(),
  times: z.array(z.string()), // the start of each interval
  /** Where every class of duration begins; each ends where the next begins, the last never. */
  boundsNs: z.array(z.number()),
  /** The classes from the shortest to the longest that has traces. */
  classes: z.array(
    z.object({
      fromNs: z.number(),
      traces: z.array(z.number()), // by interval
      errors: z.array(z.number()),
    }),
  ),
});
export type DurationMap = z.infer<typeof DurationMap>;

/** Tokens and reported cost by one dimension, over the whole period and in each interval of it. */
export const UsageReport = z.object({
  from: z.string(),
  to: z.string(),
  by: z.string(), // agent | model | businessUnit | useCase | environment | service | user | tag:<key>
  intervalSeconds: z.number(),
  times: z.array(z.string()),
  rows: z.array(
    z.object({
      value: z.string(), // "" for calls that carry none
      calls: z.number(),
      callsWithoutUsage: z.number(), // coverage: their tokens are unknown, not zero
      inputTokens: z.number(),
      outputTokens: z.number(),
      cacheReadTokens: z.number(),
      cacheWriteTokens: z.number(),
      reasoningTokens: z.number(),
      embeddingTokens: z.number(),
      reportedCostUsd: z.string().nullable(),
      callsWithoutCost: z.number(),
      series: z.object({
        calls: z.array(z.number()),
        inputTokens: z.array(z.number()),
        outputTokens: z.array(z.number()),
        reportedCostUsd: z.array(z.string().nullable()),
      }),
    }),
  ),
  truncated: z.boolean(),
});
export type UsageReport = z.infer<typeof UsageReport>;

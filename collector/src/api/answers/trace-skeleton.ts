import { z } from "zod";

const Column = z.array(z.number());

/** Bits of {@link TraceSkeleton.flags}. */
export const skeletonFlags = {
  counted: 1, // one call to a provider, counts in totals
  superseded: 2, // an LLM span whose call a span below it counts
  hasEvents: 4,
  hasLinks: 8,
  hasContent: 16,
  orphan: 32, // names a parent that has not arrived
  pending: 64, // still running
  timeClamped: 128,
  criticalPath: 256,
  usageUnknown: 512, // counted, but no usage was reported
  softError: 1024,
  synthetic: 2048,
} as const;

/**
 * A whole trace without content, as columns in pre-order: row `i` is followed by its descendants, so
 * that a subtree is `[i, i + subtree[i])`. Siblings are in order of start. Spans whose parent is not
 * there are roots. Every column has `spanCount` entries; `-1` is "none" in columns of indexes and
 * "unknown" in columns of tokens.
 */
export const TraceSkeleton = z.object({
  traceId: z.string(),
  startTime: z.string(), // RFC 3339, nanoseconds, UTC: the earliest start
  durationNs: z.number(),
  spanCount: z.number(), // rows sent
  totalSpanCount: z.number(), // spans stored; more than spanCount when the limit cut the answer
  complete: z.boolean(),
  kinds: z.array(z.string()), // dictionaries: columns hold indexes into them
  names: z.array(z.string()),
  agents: z.array(z.string()),
  models: z.array(z.string()),
  tools: z.array(z.string()),
  services: z.array(z.string()),
  ids: z.string(), // span ids, 16 hex digits each, one after the other
  parentDelta: Column, // row - parent's row; 0 for a root
  subtree: Column, // rows of the subtree, itself included
  kind: Column,
  name: Column,
  agent: Column,
  model: Column,
  tool: Column,
  service: Column,
  status: Column, // 0 unset, 1 ok, 2 error
  startDeltaUs: Column, // start - the previous row's start, in µs; row 0: since startTime
  durationUs: Column,
  ownUs: Column, // duration not covered by children
  inputTokens: Column,
  outputTokens: Column,
  flags: Column,
  costs: z.object({ row: Column, nanoUsd: z.array(z.string()) }), // only rows with a reported cost
});
export type TraceSkeleton = z.infer<typeof TraceSkeleton>;

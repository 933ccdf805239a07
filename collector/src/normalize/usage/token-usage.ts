import type { TokenUsage } from "@spanward/clickhouse/records";

/**
 * Whether the full counts of a call explain what was reported of it, so that both speak of the same
 * call: the report may leave out what was cached, or what was reasoned.
 */
export function explainsUsage(full: TokenUsage, reported: TokenUsage): boolean {
  const cached = full.cacheReadTokens + full.cacheWriteTokens;
  const input =
    reported.inputTokens === full.inputTokens || reported.inputTokens === full.inputTokens - cached;
  const output =
    reported.outputTokens === full.outputTokens ||
    reported.outputTokens === full.outputTokens - full.reasoningTokens;
  return input && output;
}

/** The counts of one call, with the subsets that only another account of it names. */
export function withDetailOf(usage: TokenUsage, other: TokenUsage): TokenUsage {
  return {
    ...usage,
    cacheReadTokens: usage.cacheReadTokens || other.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens || other.cacheWriteTokens,
    cacheWrite1hTokens: usage.cacheWrite1hTokens || other.cacheWrite1hTokens,
    reasoningTokens: usage.reasoningTokens || other.reasoningTokens,
    audioInputTokens: usage.audioInputTokens || other.audioInputTokens,
    audioOutputTokens: usage.audioOutputTokens || other.audioOutputTokens,
  };
}

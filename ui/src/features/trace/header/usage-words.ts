import type { TraceSummary, Usage } from "spanward/answers/trace-summary";
import { formatCount, formatShare } from "../../../format.ts";

/** How much of the input came from a cache: `62% from cache`; nothing when there was none. */
export function cacheWords({ inputTokens, cacheReadTokens }: Usage): string {
  if (cacheReadTokens === 0 || inputTokens === 0) return "";
  return `${formatShare(Math.min(1, cacheReadTokens / inputTokens))} from cache`;
}

const sources = {
  provider: "As the provider reported it",
  estimated: "Some of it estimated by the sender",
  derived: "Some of it derived from totals",
  aggregate: "A total the sender gave; no single call reported any",
} as const;

/** All token counts of a trace and where they came from, a line each. */
export function usageWords({
  usage,
  usageSource,
}: Pick<TraceSummary, "usage" | "usageSource">): string {
  if (usage === null) return "No call of this trace reported how many tokens it used";
  const counts: [string, number][] = [
    ["Input", usage.inputTokens],
    ["of it read from cache", usage.cacheReadTokens],
    ["of it written to cache", usage.cacheWriteTokens],
    ["Output", usage.outputTokens],
    ["of it reasoning", usage.reasoningTokens],
    ["Embedding input", usage.embeddingTokens],
  ];
  const lines = counts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${formatCount(count)}`);
  return [...lines, ...(usageSource === null ? [] : [sources[usageSource]])].join("\n");
}

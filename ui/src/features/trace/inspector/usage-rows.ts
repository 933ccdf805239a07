import type { SpanDetail } from "spanward/answers/span-detail";

/** A line of a call's token count. */
export interface UsageRow {
  label: string;
  count: number;
  isPart: boolean; // contained in the line above that is no part
}

/** The token counts of a span, parts below their whole; parts of zero are left out. */
export function usageRows({ usage }: Pick<SpanDetail, "usage">): UsageRow[] {
  if (usage === null) return [];
  const part = (label: string, count: number): UsageRow[] =>
    count > 0 ? [{ label, count, isPart: true }] : [];
  return [
    { label: "Input tokens", count: usage.inputTokens, isPart: false },
    ...part("read from cache", usage.cacheReadTokens),
    ...part("written to cache", usage.cacheWriteTokens),
    ...part("written to cache for an hour", usage.cacheWrite1hTokens),
    ...part("audio", usage.audioInputTokens),
    { label: "Output tokens", count: usage.outputTokens, isPart: false },
    ...part("reasoning", usage.reasoningTokens),
    ...part("audio, spoken", usage.audioOutputTokens),
  ];
}

const sources = {
  none: "",
  provider: "",
  estimated: "Estimated by the sender, not reported by the provider.",
  derived: "Derived from totals that the sender gave.",
  aggregate: "A total over the calls below; it is not added to theirs.",
} as const;

/** What the reader must know about a span's token counts; "" when they are plain. */
export function usageNote(
  detail: Pick<SpanDetail, "usage" | "kind" | "counted" | "supersededBy">,
): string {
  const isCall = detail.kind === "llm" || detail.kind === "embedding";
  if (detail.supersededBy !== null) return "Not counted: a step below is the call itself.";
  if (detail.usage === null) {
    return isCall && detail.counted ? "Token usage is unknown: the sender reported none." : "";
  }
  const source = sources[detail.usage.source];
  return source === "" && isCall && !detail.counted ? "Not counted in the totals." : source;
}

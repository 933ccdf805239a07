import type { TraceSummary } from "spanward/answers/trace-summary";
import { formatCount, formatDuration, unknown } from "../../format.ts";
import { formatUsd, subtractUsd } from "../../format-usd.ts";

/** One figure of two traces. */
export interface SummaryDelta {
  label: string;
  left: string;
  right: string;
  delta: string; // with its sign; "0" where nothing changed, a dash where one side is unknown
  isMore: boolean; // the right one has more
}

/** What two traces took, and how much more or less the right one did. */
export function summaryDeltas(left: TraceSummary, right: TraceSummary): SummaryDelta[] {
  const numbers = (label: string, read: (trace: TraceSummary) => number | undefined) =>
    deltaOf(label, { left: read(left), right: read(right), format: formatCount });
  return [
    deltaOf("Duration", { left: left.durationNs, right: right.durationNs, format: formatDuration }),
    numbers("Steps", ({ spanCount }) => spanCount),
    numbers("Errors", ({ errorCount }) => errorCount),
    numbers("LLM calls", ({ llmCalls }) => llmCalls),
    numbers("Tool calls", ({ toolCalls }) => toolCalls),
    numbers("Tokens in", ({ usage }) => usage?.inputTokens),
    numbers("Tokens out", ({ usage }) => usage?.outputTokens),
    costDelta(left.costUsd, right.costUsd),
  ];
}

/** A difference with its sign: `+1.2 s`, `−300`; "" for none. */
export function signed(difference: number, format: (size: number) => string): string {
  if (difference === 0) return "";
  return `${difference > 0 ? "+" : "−"}${format(Math.abs(difference))}`;
}

function deltaOf(
  label: string,
  figures: {
    left: number | undefined;
    right: number | undefined;
    format: (n: number) => string;
  },
): SummaryDelta {
  const { left, right, format } = figures;
  const show = (value: number | undefined) => (value === undefined ? unknown : format(value));
  const isKnown = left !== undefined && right !== undefined;
  const difference = isKnown ? right - left : 0;
  const delta = isKnown ? signed(difference, format) || "0" : unknown;
  return { label, left: show(left), right: show(right), delta, isMore: difference > 0 };
}

function costDelta(left: string | null, right: string | null): SummaryDelta {
  const difference = left === null || right === null ? null : subtractUsd(right, left);
  const isLess = difference?.startsWith("-") ?? false;
  const isSame = difference === null || !/[1-9]/.test(difference);
  const size = formatUsd(difference?.replace("-", "") ?? null);
  return {
    label: "Cost",
    left: formatUsd(left),
    right: formatUsd(right),
    delta: difference === null ? unknown : isSame ? "0" : `${isLess ? "−" : "+"}${size}`,
    isMore: !isSame && !isLess,
  };
}

import type { UsageReport } from "spanward/answers/measurements";
import type { Bar } from "../../charts/stack-bars.ts";
import { addUsd, usdLength } from "../../format-usd.ts";

type Row = UsageReport["rows"][number];

/** What the bars count. */
export const measures = [
  { name: "tokens", label: "Tokens" },
  { name: "cost", label: "Reported cost" },
  { name: "calls", label: "Calls" },
] as const;
export type Measure = (typeof measures)[number]["name"];

/** One colour of the stack: a row of the report, or all the rest together. */
export interface UsageSeries {
  label: string | null; // null: the rest
  color: string;
}

const seriesMax = 7;

/** The rows that get a colour of their own, the most by the measure first; the others share the last. */
export function usageSeries(rows: readonly Row[], measure: Measure): UsageSeries[] {
  const ranked = rankRows(rows, measure);
  const own = ranked
    .slice(0, seriesMax)
    .map(({ value }, i) => ({ label: value, color: `var(--series-${i + 1})` }));
  return ranked.length > seriesMax ? [...own, { label: null, color: "var(--series-other)" }] : own;
}

/** The stacked bars of a report, in the order of {@link usageSeries}. */
export function usageBars(report: UsageReport, measure: Measure): Bar[] {
  const ranked = rankRows(report.rows, measure);
  const own = ranked.slice(0, seriesMax);
  const rest = ranked.slice(seriesMax);
  return report.times.map((time, i) => ({
    ms: Date.parse(time),
    values: [
      ...own.map((row) => valueAt(row, measure, i)),
      ...(rest.length > 0 ? [rest.reduce((sum, row) => sum + valueAt(row, measure, i), 0)] : []),
    ],
  }));
}

/** The reported cost of one interval, exactly; null when none was reported. */
export function costAt(rows: readonly Row[], interval: number): string | null {
  return addUsd(rows.map((row) => row.series.reportedCostUsd[interval] ?? null));
}

/** The rows of a table: what belongs to nobody on top, then the most first. */
export function sortRows(rows: readonly Row[], measure: Measure): Row[] {
  const isNobody = (row: Row) => Number(row.value === "");
  return rows.toSorted(
    (a, b) => isNobody(b) - isNobody(a) || totalOf(b, measure) - totalOf(a, measure),
  );
}

/** The most first; what has nothing of the measure needs no colour. */
function rankRows(rows: readonly Row[], measure: Measure): Row[] {
  return rows
    .filter((row) => totalOf(row, measure) > 0)
    .toSorted((a, b) => totalOf(b, measure) - totalOf(a, measure));
}

function totalOf(row: Row, measure: Measure): number {
  switch (measure) {
    case "tokens":
      return row.inputTokens + row.outputTokens;
    case "cost":
      return usdLength(row.reportedCostUsd);
    case "calls":
      return row.calls;
  }
}

function valueAt({ series }: Row, measure: Measure, i: number): number {
  switch (measure) {
    case "tokens":
      return (series.inputTokens[i] ?? 0) + (series.outputTokens[i] ?? 0);
    case "cost":
      return usdLength(series.reportedCostUsd[i] ?? null);
    case "calls":
      return series.calls[i] ?? 0;
  }
}

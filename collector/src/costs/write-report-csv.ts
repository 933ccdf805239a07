import type { CostReport } from "../api/answers/costs.ts";
import { writeCsv } from "./csv.ts";

/** What stands for what belongs to nobody. */
export const unattributed = "Unattributed";

/** A report as CSV that a spreadsheet opens: rows as on the page, the rounding, and the total they foot to. */
export function writeReportCsv(report: CostReport): string {
  const { by, month, roundingUsd, rows, total } = report;
  const numbers = (sum: CostReport["total"]) => [
    sum.roundedUsd,
    sum.costUsd,
    String(sum.calls),
    String(sum.unpricedCalls),
    String(sum.failedCalls),
    sum.failedUsd,
    sum.judgeUsd,
    sum.adjustedUsd,
    sum.lateUsd,
  ];
  return writeCsv([
    ["month", by, ...columns],
    ...rows.map((row) => [month, row.value || unattributed, ...numbers(row)]),
    [month, "Rounding", roundingUsd, ...columns.slice(1).map(() => "")],
    [month, "Total", ...numbers(total)],
  ]);
}

const columns = [
  "cost_usd",
  "cost_exact_usd",
  "calls",
  "unpriced_calls",
  "failed_calls",
  "failed_usd",
  "judge_usd",
  "adjusted_usd",
  "late_usd",
];

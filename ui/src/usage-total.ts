import type { UsageReport } from "spanward/answers/measurements";
import { addUsd } from "./format-usd.ts";

/** A report summed over its rows. Null: nothing was reported, or nothing was asked yet. */
export interface UsageTotal {
  calls: number;
  callsWithoutUsage: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: string | null;
  callsWithoutCost: number;
  isWhole: boolean; // false: there are more rows than the report has
}

export function totalUsage({ rows, truncated }: UsageReport): UsageTotal {
  const sum = (read: (row: UsageReport["rows"][number]) => number) =>
    rows.reduce((total, row) => total + read(row), 0);
  return {
    calls: sum((row) => row.calls),
    callsWithoutUsage: sum((row) => row.callsWithoutUsage),
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    costUsd: addUsd(rows.map((row) => row.reportedCostUsd)),
    callsWithoutCost: sum((row) => row.callsWithoutCost),
    isWhole: !truncated,
  };
}

import type { CostFilter, CostSum, Store } from "@spanward/clickhouse";
import type { CostDimension, CostReport } from "../api/answers/costs.ts";
import type { CostStore } from "./cost-store.ts";
import { centsOfPico, formatCents, formatPicoUsd } from "./pico-usd.ts";

export interface ReportQuestion {
  project: string;
  month: string; // YYYY-MM
  by: CostDimension;
  filter: CostFilter;
  limit: number;
}

/**
 * What a month cost, told apart by one dimension. Every row is rounded to cents once; what their sum
 * differs from the rounded total by is a line of its own, so that the page foots.
 */
export async function readCostReport(
  { costs, store }: { store: Store; costs: { store: Pick<CostStore, "listPeriods"> } },
  { by, filter, limit, month, project }: ReportQuestion,
): Promise<CostReport> {
  const period = `${month}-01`;
  const of = { project, filter };
  const [sums, before, days, periods] = await Promise.all([
    store.costReport({ ...of, period, by }),
    store.costReport({ ...of, period: monthBefore(period), by }),
    store.costDays({ ...of, period }),
    costs.store.listPeriods(project),
  ]);
  const previous = new Map(before.map(({ costPicoUsd, value }) => [value, costPicoUsd]));
  const rows = [
    ...sums.filter(({ value }) => value === ""),
    ...sums.filter(({ value }) => value !== ""),
  ];
  const total = rows.reduce(plus, noCost);
  const rounded = rows.reduce((sum, row) => sum + centsOfPico(row.costPicoUsd), 0n);
  return {
    month,
    by,
    filter,
    state: periods.find((one) => one.month === period)?.state ?? "open",
    total: show(total),
    rows: rows.slice(0, limit).map((row) => ({
      value: row.value,
      ...show(row),
      previousUsd: formatPicoUsd(previous.get(row.value) ?? 0n),
    })),
    rowsTotal: rows.length,
    previousUsd: formatPicoUsd(before.reduce(plus, noCost).costPicoUsd),
    roundingUsd: formatCents(centsOfPico(total.costPicoUsd) - rounded),
    days: days.map(({ costPicoUsd, date }) => ({ date, costUsd: formatPicoUsd(costPicoUsd) })),
  };
}

/** The first day of the month before: 2027-01-01 → 2026-12-01. */
function monthBefore(period: string): string {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return month === 1 ? `${year - 1}-12-01` : `${year}-${String(month - 1).padStart(2, "0")}-01`;
}

const noCost: CostSum = {
  value: "",
  costPicoUsd: 0n,
  calls: 0,
  unpricedCalls: 0,
  failedCalls: 0,
  failedPicoUsd: 0n,
  judgePicoUsd: 0n,
  adjustedPicoUsd: 0n,
  latePicoUsd: 0n,
};

const plus = (one: CostSum, other: CostSum): CostSum => ({
  value: "",
  costPicoUsd: one.costPicoUsd + other.costPicoUsd,
  calls: one.calls + other.calls,
  unpricedCalls: one.unpricedCalls + other.unpricedCalls,
  failedCalls: one.failedCalls + other.failedCalls,
  failedPicoUsd: one.failedPicoUsd + other.failedPicoUsd,
  judgePicoUsd: one.judgePicoUsd + other.judgePicoUsd,
  adjustedPicoUsd: one.adjustedPicoUsd + other.adjustedPicoUsd,
  latePicoUsd: one.latePicoUsd + other.latePicoUsd,
});

const show = (sum: CostSum) => ({
  costUsd: formatPicoUsd(sum.costPicoUsd),
  roundedUsd: formatCents(centsOfPico(sum.costPicoUsd)),
  calls: sum.calls,
  unpricedCalls: sum.unpricedCalls,
  failedCalls: sum.failedCalls,
  failedUsd: formatPicoUsd(sum.failedPicoUsd),
  judgeUsd: formatPicoUsd(sum.judgePicoUsd),
  adjustedUsd: formatPicoUsd(sum.adjustedPicoUsd),
  lateUsd: formatPicoUsd(sum.latePicoUsd),
});

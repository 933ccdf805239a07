import { at } from "./column.ts";
import { hasFlag, isError, rowFlags, type TraceColumns } from "./trace-columns.ts";

/** What makes a step worth a look. */
export const standoutNames = ["critical", "error", "slow", "costly"] as const;
export type Standout = (typeof standoutNames)[number];

/** For each of the reasons, the rows it holds for, in order. */
export type Standouts = Record<Standout, Int32Array>;

/** More than this cannot be gone through one by one. */
export const standoutsMax = 100;

/**
 * The steps that stand out. `slow`: the fewest whose own time makes up half of all own time; `costly`:
 * the fewest that make up half of the reported cost, or of the tokens where no cost was reported. Both
 * hold at most {@link standoutsMax} steps.
 */
export function findStandouts(columns: TraceColumns): Standouts {
  const rows = Int32Array.from({ length: columns.count }, (_, row) => row);
  const hasCost = columns.costUsd.some((cost) => cost > 0);
  return {
    critical: rows.filter((row) => hasFlag(columns, row, rowFlags.criticalPath)),
    error: rows.filter((row) => isError(columns, row)),
    slow: largestHalf(columns.ownUs),
    costly: largestHalf(hasCost ? reportedCosts(columns) : countedTokens(columns)),
  };
}

function reportedCosts({ costUsd }: TraceColumns): Float64Array {
  return costUsd.map((cost) => (Number.isNaN(cost) ? 0 : cost));
}

function countedTokens(columns: TraceColumns): Float64Array {
  return columns.inputTokens.map((input, row) =>
    hasFlag(columns, row, rowFlags.counted)
      ? Math.max(0, input) + Math.max(0, at(columns.outputTokens, row))
      : 0,
  );
}

/** The fewest rows that make up half of a sum; of equal ones, the first. */
function largestHalf(values: Float64Array): Int32Array {
  const descending = values.toSorted().toReversed(); // by number: it is a typed array
  const half = values.reduce((sum, value) => sum + value, 0) / 2;
  let [taken, sum] = [0, 0];
  while (taken < standoutsMax && sum < half) {
    sum += at(descending, taken);
    taken += 1;
  }
  const least = taken === 0 ? Number.POSITIVE_INFINITY : at(descending, taken - 1);
  let equal = 0; // of those as large as the last one taken, so many
  while (equal < taken && at(descending, taken - 1 - equal) === least) equal += 1;
  const found: number[] = [];
  for (let row = 0; row < values.length && found.length < taken; row++) {
    const value = at(values, row);
    if (value > least) found.push(row);
    else if (value === least && equal > 0) {
      equal -= 1;
      found.push(row);
    }
  }
  return Int32Array.from(found);
}

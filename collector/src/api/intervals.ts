import type { Intervals, Period } from "@spanward/clickhouse";
import { formatInstant } from "./instant.ts";

const intervalsMax = 120;
const dayS = 86_400;
const niceSeconds = [
  1,
  5,
  10,
  30,
  60,
  300,
  600,
  1800,
  3600,
  7200,
  10_800,
  21_600,
  43_200,
  dayS,
  2 * dayS,
  7 * dayS,
  14 * dayS,
  30 * dayS,
  90 * dayS,
  365 * dayS,
];
const secondNs = 1_000_000_000n;

/** The intervals a period is shown in: at most so many of a length people think in, aligned to UTC. */
export function intervalsOf(
  { fromUnixNano, toUnixNano }: Period,
  max = intervalsMax,
): Intervals & { count: number } {
  const lengths = niceSeconds.map((seconds) => BigInt(seconds) * secondNs);
  const intervalNs = lengths.find((length) => countOf(length) <= max) ?? yearNs(lengths);
  return {
    originUnixNano: fromUnixNano - (fromUnixNano % intervalNs),
    intervalNs,
    count: countOf(intervalNs),
  };

  function countOf(length: bigint): number {
    const origin = fromUnixNano - (fromUnixNano % length);
    return Number((toUnixNano - origin + length - 1n) / length);
  }
}

const yearNs = (lengths: bigint[]): bigint => lengths.at(-1) ?? secondNs;

/** The start of each interval. */
export function timesOf({ originUnixNano, intervalNs, count }: Intervals & { count: number }) {
  return Array.from({ length: count }, (_, i) =>
    formatInstant(originUnixNano + BigInt(i) * intervalNs),
  );
}

/** One value for each interval: those there are, at their index, and `empty` elsewhere. */
export function seriesOf<Row extends { index: number }, Value>(
  rows: Row[],
  count: number,
  series: { value: (row: Row) => Value; empty: Value },
): Value[] {
  const values = Array.from({ length: count }, () => series.empty);
  for (const row of rows) values[row.index] = series.value(row);
  return values;
}

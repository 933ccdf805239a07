const second = 1e9;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps a reader can count in, in ns: decimal below a second, clock-like above. */
const steps = [
  ...Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((count) => count * 10 ** power)).flat(),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * day),
];

/** Round durations in ns from 0 to `highestNs`, at most `count` above zero. */
export function durationTicks(highestNs: number, count: number): number[] {
  const step = steps.find((each) => highestNs / each <= count) ?? highestNs;
  return Array.from({ length: Math.floor(highestNs / step) + 1 }, (_, i) => i * step);
}

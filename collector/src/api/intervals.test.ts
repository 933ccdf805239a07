import fc from "fast-check";
import { expect, test } from "vitest";
import { intervalsOf, seriesOf, timesOf } from "./intervals.ts";

const secondNs = 1_000_000_000n;

test("shows a day in quarters of an hour that people can read", () => {
  const fromUnixNano = 1_794_996_000_000_000_000n - 7n * secondNs;
  const intervals = intervalsOf({ fromUnixNano, toUnixNano: fromUnixNano + 86_400n * secondNs });
  expect(intervals.intervalNs).toBe(1800n * secondNs);
  expect(timesOf(intervals)[0]).toBe("2026-11-18T09:30:00.000000000Z");
  expect(timesOf(intervals).length).toBe(49);
});

test("covers every period, with no interval too many", () => {
  const periods = fc.record({
    fromUnixNano: fc.bigInt({ min: 0n, max: 2n ** 60n }),
    length: fc.bigInt({ min: 1n, max: 2n ** 60n }),
  });
  fc.assert(
    fc.property(periods, ({ fromUnixNano, length }) => {
      const toUnixNano = fromUnixNano + length;
      const { originUnixNano, intervalNs, count } = intervalsOf({ fromUnixNano, toUnixNano });
      const end = originUnixNano + BigInt(count) * intervalNs;
      expect(originUnixNano <= fromUnixNano && end >= toUnixNano).toBe(true);
      expect(end - intervalNs < toUnixNano && fromUnixNano - originUnixNano < intervalNs).toBe(
        true,
      );
      expect(count).toBeLessThanOrEqual(120);
    }),
  );
});

test("fills the intervals that nothing is known of", () => {
  const rows = [{ index: 2, count: 5 }];
  expect(seriesOf(rows, 4, { value: ({ count }) => count, empty: 0 })).toEqual([0, 0, 5, 0]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { timeTicks } from "./time-ticks.ts";

test("labels never collide and never repeat, at any zoom of any trace", () => {
  const views = fc.record({
    fromUs: fc.double({ min: 0, max: 9e12, noNaN: true }),
    widthUs: fc.double({ min: 0, max: 13, noNaN: true }).map((power) => 10 ** power),
    widthPx: fc.integer({ min: 100, max: 4000 }),
  });
  fc.assert(
    fc.property(views, ({ fromUs, widthUs, widthPx }) => {
      const ticks = timeTicks({ fromUs, toUs: fromUs + widthUs }, widthPx);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      for (const [index, { x }] of ticks.slice(1).entries()) {
        const before = ticks[index];
        expect((before?.x ?? 0) + (before?.label.length ?? 0) * 6.5).toBeLessThan(x);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  { toUs: 500, widthPx: 400, labels: ["0", "100 µs", "200 µs", "300 µs", "400 µs", "500 µs"] },
  { toUs: 2500, widthPx: 300, labels: ["0", "1 ms", "2 ms"] },
  { toUs: 535e6, widthPx: 480, labels: ["0", "2m", "4m", "6m", "8m"] },
  { fromUs: 60e6, toUs: 63e6, widthPx: 400, labels: ["1m 00s", "1m 01s", "1m 02s", "1m 03s"] },
  {
    fromUs: 3600e6,
    toUs: 3 * 3600e6,
    widthPx: 500,
    labels: ["1h 00m", "1h 30m", "2h 00m", "2h 30m", "3h 00m"],
  },
])("up to $toUs µs in $widthPx pixels", ({ fromUs = 0, toUs, widthPx, labels }) => {
  expect(timeTicks({ fromUs, toUs }, widthPx).map(({ label }) => label)).toEqual(labels);
});

test("a lane that is not laid out yet has no ticks", () => {
  expect(timeTicks({ fromUs: 0, toUs: 10 }, 0)).toEqual([]);
});

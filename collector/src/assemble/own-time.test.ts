import fc from "fast-check";
import { expect, test } from "vitest";
import { forestOfTimes, placedSpans } from "./arbitrary-spans.ts";
import { ownTimes } from "./own-time.ts";

test("takes off children side by side once, and only while the parent ran", () => {
  const { forest, times } = forestOfTimes([
    { parent: -1, start: 0, end: 10 },
    { parent: 0, start: 1, end: 4 },
    { parent: 0, start: 2, end: 5 },
    { parent: 0, start: 8, end: 20 },
  ]);
  expect([...ownTimes(forest, times)]).toEqual([4, 3, 3, 12]);
});

test("is the time that no child covers, instant by instant", () => {
  fc.assert(
    fc.property(placedSpans, (spans) => {
      const { forest, times } = forestOfTimes(spans);
      const own = ownTimes(forest, times);
      for (const [row, index] of forest.span.entries()) {
        const span = spans[index];
        const children = spans.filter(({ parent }) => parent === index);
        const instants = Array.from({ length: 40 }, (_, t) => t).filter(
          (t) =>
            span &&
            t >= span.start &&
            t < span.end &&
            !children.some(({ start, end }) => t >= start && t < end),
        );
        expect(own[row]).toBe(instants.length);
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { forestOfTimes, type PlacedSpan, placedSpans } from "./arbitrary-spans.ts";
import { criticalPath } from "./critical-path.ts";

function pathOf(spans: PlacedSpan[]): number[] {
  const { forest, times } = forestOfTimes(spans);
  const onPath = criticalPath(forest, times);
  return Array.from(forest.span)
    .filter((_, row) => onPath[row] === 1)
    .toSorted((a, b) => a - b);
}

test("walks back from the child that finished last to the one that finished before it began", () => {
  const spans = [
    { parent: -1, start: 0, end: 20 },
    { parent: 0, start: 0, end: 8 }, // waited for
    { parent: 0, start: 0, end: 5 }, // beside it, and shorter
    { parent: 0, start: 9, end: 18 }, // waited for
    { parent: 3, start: 10, end: 12 }, // inside it
    { parent: 0, start: 12, end: 19 }, // finished last
    { parent: 0, start: 25, end: 30 }, // began when its parent had ended
  ];
  expect(pathOf(spans)).toEqual([0, 1, 5]);
});

test("cuts a child that outlives its parent", () => {
  const spans = [
    { parent: -1, start: 0, end: 10 },
    { parent: 0, start: 2, end: 30 },
  ];
  expect(pathOf(spans)).toEqual([0, 1]);
});

test("siblings on the path never run side by side, and their parent is on it too", () => {
  fc.assert(
    fc.property(placedSpans, (spans) => {
      const path = new Set(pathOf(spans));
      const cut = spans.map(({ end }) => end);
      for (const [index, { parent }] of spans.entries()) {
        cut[index] = Math.min(cut[index] ?? 0, cut[parent] ?? Number.POSITIVE_INFINITY);
      }
      for (const one of path) {
        const parent = spans[one]?.parent ?? -1;
        expect(parent === -1 || path.has(parent)).toBe(true);
        for (const other of path) {
          if (one === other || spans[other]?.parent !== parent) continue;
          const [first, second] = [one, other].toSorted((a, b) => (cut[a] ?? 0) - (cut[b] ?? 0));
          expect(cut[first ?? 0]).toBeLessThanOrEqual(spans[second ?? 0]?.start ?? 0);
        }
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { type SpanSketch, skeletonOf, sketchLargeTrace } from "../../../layout/testing.ts";
import { decodeTrace } from "../../../layout/trace-columns.ts";
import { transcriptEntries } from "./transcript-entries.ts";

const sketch = (depth: number, kind: string, more: Partial<SpanSketch> = {}) => ({
  depth,
  kind,
  name: kind,
  startUs: 0,
  durationUs: 1,
  ...more,
});
const columns = decodeTrace(
  skeletonOf([
    sketch(0, "agent"),
    sketch(1, "llm"),
    sketch(1, "step"),
    sketch(2, "tool"),
    sketch(1, "agent"),
    sketch(2, "llm"),
    sketch(2, "other", { isError: true }),
    sketch(1, "llm"),
  ]),
);
const told = (opened: number[] = [], selected = -1) =>
  transcriptEntries(columns, { opened: new Set(opened), selected }).map(
    ({ row, level, inside }) => [row, level, inside],
  );

test("tells what was said and done, and folds agents inside agents", () => {
  expect(told()).toEqual([
    [0, 0, 0],
    [1, 1, 0],
    [3, 1, 0],
    [4, 1, 2],
    [7, 1, 0],
  ]);
});

test("an agent is open when it was opened, or holds the selected step", () => {
  const open = [
    [0, 0, 0],
    [1, 1, 0],
    [3, 1, 0],
    [4, 1, 0],
    [5, 2, 0],
    [6, 2, 0],
    [7, 1, 0],
  ];
  expect(told([4])).toEqual(open);
  expect(told([], 6)).toEqual(open);
  expect(told([], 4)).not.toEqual(open);
});

test("nothing is told twice, in order; folded and shown lines are all there are", () => {
  const large = decodeTrace(skeletonOf(sketchLargeTrace(2000)));
  const all = transcriptEntries(large, {
    opened: new Set(Array.from({ length: 2000 }, (_, row) => row)),
    selected: -1,
  });
  fc.assert(
    fc.property(fc.array(fc.nat(1999)), fc.integer({ min: -1, max: 1999 }), (opened, selected) => {
      const entries = transcriptEntries(large, { opened: new Set(opened), selected });
      const rows = entries.map(({ row }) => row);
      expect(rows).toEqual([...new Set(rows)].toSorted((one, other) => one - other));
      const count = entries.reduce((sum, { inside }) => sum + 1 + inside, 0);
      expect(count).toBe(all.length);
    }),
    { numRuns: 50 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { sketchLargeTrace, skeletonOf } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";
import { carryFolding, openTo, positionOf, visibleRows } from "./visible-rows.ts";

const columns = decodeTrace(
  skeletonOf([
    { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 90 },
    { depth: 1, kind: "step", name: "turn", startUs: 5, durationUs: 10 },
    { depth: 2, kind: "tool", name: "search", startUs: 7, durationUs: 3 },
    { depth: 3, kind: "llm", name: "chat", startUs: 7, durationUs: 1 },
    { depth: 1, kind: "tool", name: "save", startUs: 20, durationUs: 60 },
  ]),
);
const nothing = new Set<string>();
const noRepeats = (count: number) => ({
  repeats: { list: [], of: new Int32Array(count).fill(-1) },
  openRepeats: new Uint8Array(0),
  wanted: null,
});
const none = new Int32Array(5);

test("a folded row stays and hides all below it", () => {
  const { rows } = visibleRows(columns, {
    folded: Int32Array.of(0, 1, 0, 0, 0),
    hiddenKinds: nothing,
    ...noRepeats(5),
  });
  expect([...rows]).toEqual([0, 1, 4]);
});

test("a hidden kind leaves its descendants, one level further out", () => {
  const { rows, levels } = visibleRows(columns, {
    folded: none,
    hiddenKinds: new Set(["step"]),
    ...noRepeats(5),
  });
  expect([...rows]).toEqual([0, 2, 3, 4]);
  expect([...levels]).toEqual([0, 1, 2, 1]);
});

test("a row that is hidden cannot hide others by its fold", () => {
  const folded = Int32Array.of(0, 1, 0, 0, 0);
  const { rows } = visibleRows(columns, {
    folded,
    hiddenKinds: new Set(["step"]),
    ...noRepeats(5),
  });
  expect([...rows]).toEqual([0, 2, 3, 4]);
});

test("only what is wanted is left, and what stands above it", () => {
  const folding = { folded: none, hiddenKinds: nothing, ...noRepeats(5) };
  const { rows, levels } = visibleRows(columns, { ...folding, wanted: Int32Array.of(2) });
  expect([...rows]).toEqual([0, 1, 2]);
  expect([...levels]).toEqual([0, 1, 2]);
  expect(visibleRows(columns, { ...folding, wanted: new Int32Array(0) }).rows).toHaveLength(0);
});

test("opens the way to a row and leaves other folds alone", () => {
  const folded = Int32Array.of(1, 1, 0, 0, 1);
  expect([...openTo(columns, folded, 3)]).toEqual([0, 0, 0, 0, 1]);
  expect(openTo(columns, none, 3)).toBe(none);
});

test("a newer answer keeps the folds of spans it still has", () => {
  const later = decodeTrace(skeletonOf(sketchLargeTrace(50)));
  const carried = carryFolding(Int32Array.of(0, 1, 0, 0, 0), columns, later);
  expect(carried).toHaveLength(50);
  expect([...carried.entries()].filter(([, fold]) => fold === 1)).toEqual([[1, 1]]);
});

test("at 100,000 spans: every visible row is found at its place, whatever is folded", () => {
  const large = decodeTrace(skeletonOf(sketchLargeTrace(100_000)));
  fc.assert(
    fc.property(fc.array(fc.nat(99_999), { maxLength: 200 }), (folds) => {
      const folded = new Int32Array(large.count);
      for (const row of folds) folded[row] = 1;
      const visible = visibleRows(large, {
        folded,
        hiddenKinds: nothing,
        ...noRepeats(large.count),
      });
      const hidden = folds.reduce((sum, row) => sum + (large.subtree[row] ?? 0) - 1, 0);
      expect(visible.rows.length).toBeGreaterThanOrEqual(large.count - hidden);
      for (let place = 0; place < visible.rows.length; place += 997) {
        expect(positionOf(visible, visible.rows[place] ?? -1)).toBe(place);
      }
    }),
    { numRuns: 20 },
  );
});

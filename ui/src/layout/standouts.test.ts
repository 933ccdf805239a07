import fc from "fast-check";
import { expect, test } from "vitest";
import { findStandouts, standoutsMax } from "./standouts.ts";
import { skeletonOf, type SpanSketch } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

const root: SpanSketch = { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 0 };
const span = (durationUs: number, more: Partial<SpanSketch> = {}): SpanSketch => ({
  depth: 1,
  kind: "llm",
  name: "chat",
  startUs: 0,
  durationUs,
  ...more,
});
const of = (spans: SpanSketch[]) => findStandouts(decodeTrace(skeletonOf([root, ...spans])));

test("slow steps are the fewest that make up half of the time", () => {
  expect([...of([span(10), span(50), span(20), span(19)]).slow]).toEqual([2]);
  expect([...of([span(10), span(30), span(30), span(30)]).slow]).toEqual([2, 3]);
  expect(of([]).slow).toHaveLength(0);
});

test("costly goes by cost, by tokens only where no cost was reported", () => {
  const tokens = [span(1, { tokens: [9, 1] }), span(1, { tokens: [1, 1] })];
  expect([...of(tokens).costly]).toEqual([1]);
  expect([...of([...tokens, span(1, { costNanoUsd: 5n })]).costly]).toEqual([3]);
});

test("no step left out is larger than one that is in, and a hundred is enough", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(lengths, (list) => {
      const slow = new Set(of(list.map((length) => span(length))).slow);
      const inside = list.filter((_, index) => slow.has(index + 1));
      const outside = list.filter((_, index) => !slow.has(index + 1));
      expect(slow.size).toBeLessThanOrEqual(standoutsMax);
      expect(Math.max(0, ...outside)).toBeLessThanOrEqual(Math.min(...inside));
      const half = list.reduce((sum, length) => sum + length, 0) / 2;
      const sum = inside.reduce((total, length) => total + length, 0);
      expect(sum >= half || slow.size === standoutsMax).toBe(true);
      expect(sum - Math.min(...inside)).toBeLessThan(half);
    }),
    { numRuns: 50 },
  );
});

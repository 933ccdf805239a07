import fc from "fast-check";
import { expect, test } from "vitest";
import { findIdleGaps } from "./idle-gaps.ts";
import { skeletonOf, type SpanSketch } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

const gapsOf = (sketches: SpanSketch[]) => findIdleGaps(decodeTrace(skeletonOf(sketches)));
const root = { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 10_000 };
const span = (kind: string, startUs: number, durationUs: number): SpanSketch => ({
  depth: 1,
  kind,
  name: kind,
  startUs,
  durationUs,
});

test("waiting for a person is idle, whatever stands around it", () => {
  const sketches = [
    root,
    span("llm", 0, 503),
    span("approval", 510, 8400),
    span("tool", 9001, 999),
  ];
  expect(gapsOf(sketches)).toEqual([{ fromUs: 503, toUs: 9001 }]);
});

test("a twentieth of the trace is no gap yet", () => {
  expect(gapsOf([root, span("llm", 0, 4750), span("tool", 5250, 4750)])).toEqual([]);
  expect(gapsOf([root, span("llm", 0, 4750), span("tool", 5251, 4749)])).toHaveLength(1);
});

test("one span alone, or none, has no gap", () => {
  expect(gapsOf([root])).toEqual([]);
  expect(gapsOf([])).toEqual([]);
});

test("nothing runs inside a gap, and something right before and after it", () => {
  const work = fc.tuple(fc.nat(9000), fc.integer({ min: 1, max: 900 }));
  fc.assert(
    fc.property(fc.array(work, { minLength: 1, maxLength: 12 }), (list) => {
      const spans = list
        .toSorted(([a], [b]) => a - b)
        .map(([startUs, durationUs]) => span("tool", startUs, durationUs));
      for (const { fromUs, toUs } of gapsOf([root, ...spans])) {
        expect(toUs - fromUs).toBeGreaterThan(500);
        const ends = spans.map(({ startUs, durationUs }) => startUs + durationUs);
        for (const [index, { startUs }] of spans.entries()) {
          expect((ends[index] ?? 0) <= fromUs || startUs >= toUs).toBe(true);
        }
        expect(fromUs === 0 || ends.includes(fromUs)).toBe(true);
        expect(toUs === 10_000 || spans.some(({ startUs }) => startUs === toUs)).toBe(true);
      }
    }),
  );
});

import { expect, test } from "vitest";
import { sketchLargeTrace, skeletonOf, spanIdOfRow } from "./testing.ts";
import { decodeTrace, rowOfSpan, spanIdOf } from "./trace-columns.ts";

const small = decodeTrace(
  skeletonOf([
    { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 90 },
    { depth: 1, kind: "llm", name: "chat", startUs: 5, durationUs: 10, costNanoUsd: 2_500_000n },
    { depth: 2, kind: "tool", name: "search", startUs: 7, durationUs: 3 },
    { depth: 1, kind: "tool", name: "save", startUs: 20, durationUs: 60 },
    { depth: 0, kind: "tool", name: "lost", startUs: 15, durationUs: 1 },
  ]),
);

test("undoes the deltas of parents and starts", () => {
  expect([...small.parent]).toEqual([-1, 0, 1, 0, -1]);
  expect([...small.depth]).toEqual([0, 1, 2, 1, 0]);
  expect([...small.startUs]).toEqual([0, 5, 7, 20, 15]);
  expect(small.durationUs).toBe(90);
});

test("an unreported cost is NaN, not zero", () => {
  expect(small.costUsd[1]).toBe(0.0025);
  expect(small.costUsd[0]).toBeNaN();
});

test("finds a span by its id only where an id begins", () => {
  const large = decodeTrace(skeletonOf(sketchLargeTrace(5000)));
  for (const row of [0, 16, 255, 256, 4096, 4999]) {
    expect(rowOfSpan(large, spanIdOfRow(row))).toBe(row);
    expect(spanIdOf(large, row)).toBe(spanIdOfRow(row));
  }
  expect(rowOfSpan(large, "0000000000000000")).toBe(-1);
  expect(rowOfSpan(large, "1")).toBe(-1);
});

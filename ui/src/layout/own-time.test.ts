import { expect, test } from "vitest";
import { ownTimeByKind } from "./own-time.ts";
import { sketchLargeTrace, skeletonOf } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

test("time is counted where it was spent, not again above", () => {
  const columns = decodeTrace(
    skeletonOf([
      { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 100 },
      { depth: 1, kind: "llm", name: "chat", startUs: 0, durationUs: 60 },
      { depth: 1, kind: "tool", name: "search", startUs: 60, durationUs: 30 },
    ]),
  );
  expect(ownTimeByKind(columns)).toEqual([
    { kind: "llm", count: 1, ownUs: 60, share: 0.6 },
    { kind: "tool", count: 1, ownUs: 30, share: 0.3 },
    { kind: "agent", count: 1, ownUs: 10, share: 0.1 },
  ]);
});

test("shares add up to one at 100,000 spans, and to nothing when nothing took time", () => {
  const shares = ownTimeByKind(decodeTrace(skeletonOf(sketchLargeTrace(100_000))));
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  const instant = { depth: 0, kind: "tool", name: "x", startUs: 0, durationUs: 0 };
  expect(ownTimeByKind(decodeTrace(skeletonOf([instant])))).toMatchObject([{ share: 0 }]);
});

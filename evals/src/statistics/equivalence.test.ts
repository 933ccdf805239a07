import { expect, test } from "vitest";
import { equivalenceTest } from "./equivalence.ts";
import { meanInterval } from "./mean-intervals.ts";

test("equivalent at α exactly when the 1 - 2α interval lies inside the margin", () => {
  // Source: the law of D. Schuirmann (1987), which makes the two the same decision.
  const differences = [0.1, -0.2, 0.05, 0.3, -0.15, 0.02, 0.11, -0.07];
  const { low, high } = meanInterval(differences, { confidence: 0.9 });
  const edge = Math.max(Math.abs(low), Math.abs(high));
  expect(equivalenceTest(differences, edge).pValue).toBeCloseTo(0.05, 10);
  expect(equivalenceTest(differences, edge * 1.01).pValue).toBeLessThan(0.05);
  expect(equivalenceTest(differences, edge * 0.99).pValue).toBeGreaterThan(0.05);
});

test("differences that never vary are decided exactly", () => {
  expect(equivalenceTest([0, 0, 0], 0.01).pValue).toBe(0);
  expect(equivalenceTest([0.5, 0.5], 0.01)).toEqual({ pValue: 1, pBelow: 0, pAbove: 1 });
  expect(() => equivalenceTest([0, 0], 0)).toThrow(/margin is 0/);
});

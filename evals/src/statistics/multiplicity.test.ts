import fc from "fast-check";
import { expect, test } from "vitest";
import { benjaminiHochbergAdjust, holmAdjust } from "./multiplicity.ts";

// Source: Benjamini and Hochberg (1995), §4.1: fifteen p values of Neuhaus et al.; at 0.05 Bonferroni
// (and Holm) reject three hypotheses and their procedure four.
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
  0.6528, 0.759, 1,
];

test("the thrombolysis trial, as published", () => {
  expect(holmAdjust(published).filter((p) => p <= 0.05)).toHaveLength(3);
  const adjusted = benjaminiHochbergAdjust(published);
  expect(adjusted.filter((p) => p <= 0.05)).toHaveLength(4);
  expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
});

test("adjusting keeps the order, never lowers a p value, and Holm is the stricter", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (pValues) => {
      const holm = holmAdjust(pValues);
      const hochberg = benjaminiHochbergAdjust(pValues);
      for (const [index, p] of pValues.entries()) {
        expect(hochberg[index]).toBeGreaterThanOrEqual(p);
        expect(holm[index]).toBeGreaterThanOrEqual((hochberg[index] ?? 0) - 1e-12);
        expect(holm[index]).toBeLessThanOrEqual(1);
        const above = holm.filter((_, other) => (pValues[other] ?? 0) > p);
        expect(Math.min(1, ...above)).toBeGreaterThanOrEqual(holm[index] ?? 1);
      }
    }),
  );
  expect(() => holmAdjust([1.2])).toThrow(/1.2 is not a p value/);
});

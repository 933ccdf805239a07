import fc from "fast-check";
import { expect, test } from "vitest";
import { cohenKappa, fleissKappa, krippendorffAlpha, matthewsCorrelation } from "./agreement.ts";

test("Cohen: two clinicians and 100 patients", () => {
  // Source: J. Cohen, Educational and Psychological Measurement 20 (1960), table 1: κ = .492 of
  // proportions that times 200 are these counts.
  const counts = [
    [88, 14, 18],
    [10, 40, 10],
    [2, 6, 12],
  ];
  expect(cohenKappa(counts).estimate).toBeCloseTo(0.492, 3);
});

test("Fleiss: fourteen raters, ten subjects, five categories", () => {
  // Source: the worked example to J. Fleiss (1971): κ = 0.210.
  const counts = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
  ];
  expect(fleissKappa(counts)).toBeCloseTo(0.21, 3);
});

test.each([
  ["nominal", 0.743],
  ["ordinal", 0.815],
  ["interval", 0.849],
  ["ratio", 0.797],
] as const)("Krippendorff: four observers, twelve units, %s", (level, published) => {
  // Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
  const observers = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
    [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
  ];
  const units = Array.from({ length: 12 }, (_, unit) => observers.map((row) => row[unit] ?? null));
  expect(krippendorffAlpha(units, level)).toBeCloseTo(published, 3);
});

const table = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 3 }), {
  minLength: 3,
  maxLength: 3,
});

test("Cohen's κ does not care who is first, nor, unweighted, how categories are ordered", () => {
  fc.assert(
    fc.property(table, (counts) => {
      const transposed = counts.map((_, i) => counts.map((row) => row[i] ?? 0));
      const reversed = counts.toReversed().map((row) => row.toReversed());
      for (const disagreement of ["nominal", "linear", "quadratic"] as const) {
        const { estimate } = cohenKappa(counts, { disagreement });
        expect(cohenKappa(transposed, { disagreement }).estimate).toBeCloseTo(estimate, 12);
        expect(cohenKappa(reversed, { disagreement }).estimate).toBeCloseTo(estimate, 12);
      }
    }),
  );
});

test("with two categories every weighting is the same κ", () => {
  fc.assert(
    fc.property(
      fc.tuple(
        fc.integer({ min: 1, max: 99 }),
        fc.nat(99),
        fc.nat(99),
        fc.integer({ min: 1, max: 99 }),
      ),
      ([a, b, c, d]) => {
        const counts = [
          [a, b],
          [c, d],
        ];
        expect(cohenKappa(counts, { disagreement: "quadratic" }).estimate).toBeCloseTo(
          cohenKappa(counts).estimate,
          12,
        );
      },
    ),
  );
});

test("Matthews: perfect, inverted, and nothing to tell", () => {
  const none = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  expect(matthewsCorrelation({ ...none, truePositive: 5, trueNegative: 7 })).toBeCloseTo(1, 12);
  expect(matthewsCorrelation({ ...none, falsePositive: 5, falseNegative: 7 })).toBeCloseTo(-1, 12);
  expect(matthewsCorrelation({ ...none, truePositive: 5 })).toBe(0);
});

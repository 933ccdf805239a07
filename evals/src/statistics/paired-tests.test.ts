import fc from "fast-check";
import { expect, test } from "vitest";
import {
  mcnemarExactTest,
  pairedPermutationTest,
  signTest,
  wilcoxonSignedRankTest,
} from "./paired-tests.ts";

test("McNemar: approval of a prime minister, as published", () => {
  // Source: A. Agresti, "Categorical Data Analysis" (1990), p. 350; exact p of R's exact2x2 manual.
  expect(mcnemarExactTest(150, 86)).toBeCloseTo(3.716e-5, 8);
});

test("McNemar: twelve to nothing is one in 2048", () => {
  expect(mcnemarExactTest(12, 0)).toBeCloseTo(2 / 4096, 15);
});

test("Wilcoxon: the depression scores of Hollander and Wolfe", () => {
  // Source: Hollander and Wolfe (1973), p. 29, as in R's wilcox.test: V = 40, one-sided p = 0.01953.
  const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const { statistic, pValue } = wilcoxonSignedRankTest(first.map((x, i) => x - (second[i] ?? 0)));
  expect(statistic).toBe(40);
  expect(pValue).toBeCloseTo(20 / 512, 12); // 10 of 512 patterns on each side
});

test("permutation: Darwin's maize", () => {
  // Source: R. A. Fisher, "The Design of Experiments" (1935), §21: 863 of 32,768 patterns sum as high.
  const differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  expect(pairedPermutationTest(differences)).toBeCloseTo((2 * 863) / 32_768, 12);
});

const differences = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 14 });

test("no test cares which of the two came first", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const mirrored = values.map((value) => -value);
      expect(signTest(mirrored)).toBe(signTest(values));
      expect(wilcoxonSignedRankTest(mirrored).pValue).toBeCloseTo(
        wilcoxonSignedRankTest(values).pValue,
        12,
      );
      expect(pairedPermutationTest(mirrored)).toBe(pairedPermutationTest(values));
    }),
  );
});

test("Wilcoxon agrees with counting every pattern, ties and all", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), (values) => {
      const kept = values.filter((value) => value !== 0);
      const { statistic, pValue } = wilcoxonSignedRankTest(kept);
      const patterns = 2 ** kept.length;
      const all = Array.from(
        { length: patterns },
        (_, pattern) =>
          wilcoxonSignedRankTest(
            kept.map((value, i) => ((pattern >> i) & 1 ? 1 : -1) * Math.abs(value)),
          ).statistic,
      );
      const half = (kept.length * (kept.length + 1)) / 4;
      const extreme = all.filter(
        (s) => Math.abs(s - half) >= Math.abs(statistic - half) - 1e-9,
      ).length;
      expect(pValue).toBeCloseTo(extreme / patterns, 12);
    }),
    { numRuns: 60 },
  );
});

test("a drawn permutation test is never zero and says the same for the same seed", () => {
  const wide = Array.from({ length: 40 }, (_, i) => 1 + i);
  const p = pairedPermutationTest(wide, { resamples: 2000, seed: 7 });
  expect(p).toBe(1 / 2001);
  expect(pairedPermutationTest(wide, { resamples: 2000, seed: 7 })).toBe(p);
});

test("without a difference there is nothing to see", () => {
  expect([signTest([0, 0]), wilcoxonSignedRankTest([0]).pValue, pairedPermutationTest([])]).toEqual(
    [1, 1, 1],
  );
});

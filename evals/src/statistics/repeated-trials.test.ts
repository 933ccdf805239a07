import fc from "fast-check";
import { expect, test } from "vitest";
import { passAtK, passHatK } from "./repeated-trials.ts";

test("both are the share of k-subsets, counted one by one", () => {
  const trials = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.record({
      trials: fc.constant(count),
      successes: fc.nat({ max: count }),
      k: fc.integer({ min: 1, max: count }),
    }),
  );
  fc.assert(
    fc.property(trials, ({ k, ...counts }) => {
      const subsets = subsetsOf(counts.trials, k);
      const good = (subset: number[]) => subset.filter((index) => index < counts.successes).length;
      const any = subsets.filter((subset) => good(subset) > 0).length / subsets.length;
      const all = subsets.filter((subset) => good(subset) === k).length / subsets.length;
      expect(passAtK(counts, k)).toBeCloseTo(any, 12);
      expect(passHatK(counts, k)).toBeCloseTo(all, 12);
    }),
  );
});

test("with too few trials they are not known", () => {
  expect(passAtK({ successes: 2, trials: 3 }, 4)).toBeNull();
  expect(passHatK({ successes: 3, trials: 3 }, 4)).toBeNull();
});

const subsetsOf = (count: number, k: number): number[][] =>
  Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (__, index) => index).filter((index) => (bits >> index) & 1),
  ).filter((subset) => subset.length === k);

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clopperPearsonInterval,
  newcombeDifferenceInterval,
  newcombePairedInterval,
  wilsonInterval,
} from "./proportion-intervals.ts";

// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I: methods 3 and 5.
const tableI = [
  { successes: 81, trials: 263, wilson: [0.2553, 0.3662], exact: [0.2527, 0.3676] },
  { successes: 15, trials: 148, wilson: [0.0624, 0.1605], exact: [0.0578, 0.1617] },
  { successes: 0, trials: 20, wilson: [0, 0.1611], exact: [0, 0.1684] },
  { successes: 1, trials: 29, wilson: [0.0061, 0.1718], exact: [0.0009, 0.1776] },
];

test.each(tableI)("$successes of $trials is as published", ({ wilson, exact, ...counts }) => {
  expect(rounded(wilsonInterval(counts))).toEqual(wilson);
  expect(rounded(clopperPearsonInterval(counts))).toEqual(exact);
});

// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10.
test.each([
  { a: [56, 70], b: [48, 80], published: [0.0524, 0.3339] },
  { a: [9, 10], b: [3, 10], published: [0.1705, 0.809] },
  { a: [10, 10], b: [0, 20], published: [0.6791, 1] },
])("the difference of $a and $b is as published", ({ a, b, published }) => {
  const [first, second] = [a, b].map(([successes = 0, trials = 0]) => ({ successes, trials }));
  if (!first || !second) throw new Error("two proportions");
  expect(rounded(newcombeDifferenceInterval(first, second))).toEqual(published);
});

describe("laws", () => {
  const proportion = fc
    .integer({ min: 1, max: 400 })
    .chain((trials) =>
      fc.record({ trials: fc.constant(trials), successes: fc.nat({ max: trials }) }),
    );

  test("success and failure mirror each other, and the exact interval holds Wilson's centre", () => {
    fc.assert(
      fc.property(proportion, ({ successes, trials }) => {
        const mirrored = { successes: trials - successes, trials };
        for (const interval of [wilsonInterval, clopperPearsonInterval]) {
          const [one, other] = [interval({ successes, trials }), interval(mirrored)];
          expect(other.low).toBeCloseTo(1 - one.high, 10);
          expect(one.low).toBeLessThanOrEqual(one.estimate);
          expect(one.high).toBeGreaterThanOrEqual(one.estimate);
        }
      }),
    );
  });

  test("a difference changes its sign with the order", () => {
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [forth, back] = [newcombeDifferenceInterval(a, b), newcombeDifferenceInterval(b, a)];
        expect(back.low).toBeCloseTo(-forth.high, 10);
      }),
    );
  });
});

test("names the count that cannot be", () => {
  expect(() => wilsonInterval({ successes: 3, trials: 2 })).toThrow(/successes is 3/);
  expect(() => wilsonInterval({ successes: 0, trials: 0 })).toThrow(/trials is 0/);
  expect(() => wilsonInterval({ successes: 1, trials: 2 }, { confidence: 95 })).toThrow(
    /confidence is 95/,
  );
});

const rounded = ({ low, high }: { low: number; high: number }) =>
  [low, high].map((x) => Number(x.toFixed(4)));

test.each([
  // Source: D. Altman et al., "Statistics with Confidence" (2000), table 6.2 and p. 52.
  { pairs: [14, 5, 0, 22], low: 0.011, high: 0.226, digits: 3 },
  // Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 2635, table II, method 10.
  { pairs: [36, 12, 2, 0], low: 0.0569, high: 0.3404, digits: 4 },
  { pairs: [54, 0, 0, 0], low: -0.0664, high: 0.0664, digits: 4 },
])("paired $pairs is as published", ({ pairs, low, high, digits }) => {
  const interval = newcombePairedInterval(outcomes(pairs));
  expect(interval.low).toBeCloseTo(low, digits);
  expect(interval.high).toBeCloseTo(high, digits);
});

test("a paired difference turns round with its pairs", () => {
  const count = fc.nat({ max: 40 });
  fc.assert(
    fc.property(fc.tuple(count, count, count, count), ([both, first, second, neither]) => {
      fc.pre(both + first + second + neither > 0);
      const there = newcombePairedInterval(outcomes([both, first, second, neither]));
      const back = newcombePairedInterval(outcomes([both, second, first, neither]));
      expect(there.low).toBeCloseTo(-back.high, 12);
      expect(there.high).toBeCloseTo(-back.low, 12);
    }),
  );
});

const outcomes = ([both = 0, onlyFirst = 0, onlySecond = 0, neither = 0]: number[]) => ({
  both,
  onlyFirst,
  onlySecond,
  neither,
});

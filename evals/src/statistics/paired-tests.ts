import { binomialCdf } from "./distributions/binomial-cdf.ts";
import { createRandom } from "./random.ts";

/**
 * McNemar's exact test of paired binary outcomes: the two-sided p value that both runs succeed
 * equally often.
 *
 * @param onlyFirst pairs in which only the first run succeeded
 * @param onlySecond pairs in which only the second did; pairs that agree say nothing
 *
 * Source: Q. McNemar, Psychometrika 12 (1947), with the exact binomial tail.
 */
export function mcnemarExactTest(onlyFirst: number, onlySecond: number): number {
  return twoSidedHalf(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
}

/** The exact two-sided sign test of paired differences; differences of zero say nothing. */
export function signTest(differences: readonly number[]): number {
  const positive = differences.filter((difference) => difference > 0).length;
  const negative = differences.filter((difference) => difference < 0).length;
  return twoSidedHalf(Math.min(positive, negative), positive + negative);
}

/**
 * Wilcoxon's signed rank test of paired differences, exact also with ties: zeros are left out, ties
 * share their mean rank, and the distribution is that of all 2ⁿ sign patterns over those ranks.
 * `statistic` is the sum of the ranks of the positive differences.
 *
 * Source: F. Wilcoxon, Biometrics 1 (1945); exact with ties as in Hollander and Wolfe,
 * "Nonparametric Statistical Methods" (1999), §3.1.
 */
export function wilcoxonSignedRankTest(differences: readonly number[]): {
  statistic: number;
  pValue: number; // two-sided
} {
  const kept = differences.filter((difference) => difference !== 0);
  const ranks = doubledRanks(kept.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  let positive = 0;
  for (const [index, rank] of ranks.entries()) if ((kept[index] ?? 0) > 0) positive += rank;

  // ways[s]: the share of sign patterns whose positive ranks sum to s.
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let s = reached; s >= 0; s--)
      ways[s] = ((ways[s] ?? 0) + (s >= rank ? (ways[s - rank] ?? 0) : 0)) / 2;
  }
  let tail = 0;
  for (let s = 0; s <= Math.min(positive, total - positive); s++) tail += ways[s] ?? 0;
  return { statistic: positive / 2, pValue: Math.min(1, 2 * tail) };
}

export interface PermutationOptions {
  /** Sign patterns drawn when 2ⁿ is more than this many. Default 100,000. */
  resamples?: number;
  /** The same seed gives the same p value. Default 1. */
  seed?: number;
}

/**
 * The paired permutation test of a mean difference of zero, two-sided: exact by counting all sign
 * patterns while there are few, else by drawing them, with the observed one counted in, so that p is
 * never zero.
 *
 * Source: R. A. Fisher, "The Design of Experiments" (1935), §21; the +1 of Phipson and Smyth,
 * Statistical Applications in Genetics 9 (2010).
 */
export function pairedPermutationTest(
  differences: readonly number[],
  { resamples = 100_000, seed = 1 }: PermutationOptions = {},
): number {
  const kept = differences.filter((difference) => difference !== 0);
  const observed = Math.abs(kept.reduce((sum, difference) => sum + difference, 0));
  const enough = observed * (1 - 1e-12); // sums in another order differ in their last bits
  if (2 ** kept.length <= resamples) {
    let extreme = 0;
    for (let pattern = 0; pattern < 2 ** kept.length; pattern++)
      if (Math.abs(signedSum(kept, (index) => ((pattern >> index) & 1) === 1)) >= enough) extreme++;
    return extreme / 2 ** kept.length;
  }
  const random = createRandom(seed);
  let extreme = 1;
  for (let draw = 0; draw < resamples; draw++)
    if (Math.abs(signedSum(kept, () => random() < 0.5)) >= enough) extreme++;
  return extreme / (resamples + 1);
}

const signedSum = (values: readonly number[], flipped: (index: number) => boolean): number =>
  values.reduce((sum, value, index) => sum + (flipped(index) ? -value : value), 0);

/** P of a split at least this uneven under a fair coin, both sides. */
const twoSidedHalf = (smaller: number, count: number): number =>
  count === 0 ? 1 : Math.min(1, 2 * binomialCdf(smaller, count, 0.5));

/** Twice the mean ranks, so that ties stay whole numbers. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index);
  const at = (index: number) => values[index] ?? 0;
  order.sort((a, b) => at(a) - at(b));
  const ranks = values.map(() => 0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && at(order[end] ?? 0) === at(order[start] ?? 0)) end++;
    for (const index of order.slice(start, end)) ranks[index] = start + 1 + end;
    start = end;
  }
  return ranks;
}

import { betaQuantile } from "./distributions/incomplete-beta.ts";
import { normalQuantile } from "./distributions/normal.ts";
import { type Interval, type IntervalOptions, tailOf } from "./interval.ts";

/** `successes` of `trials`, both whole, 0 ≤ successes ≤ trials, trials ≥ 1. */
export interface Proportion {
  successes: number;
  trials: number;
}

/**
 * Wilson's score interval of a proportion: the default here, since its coverage stays near the
 * nominal level for small counts and for rates near 0 and 1.
 *
 * Source: E. B. Wilson, JASA 22 (1927); method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857.
 *
 * @throws {RangeError} when the counts are not a proportion
 */
export function wilsonInterval(counts: Proportion, options: IntervalOptions = {}): Interval {
  const { successes, trials } = checked(counts);
  const z = normalQuantile(1 - tailOf(options));
  const estimate = successes / trials;
  const square = z * z;
  const center = 2 * successes + square;
  const width = z * Math.sqrt(square + 4 * successes * (1 - estimate));
  const scale = 2 * (trials + square);
  return {
    estimate,
    low: successes === 0 ? 0 : Math.max(0, (center - width) / scale),
    high: successes === trials ? 1 : Math.min(1, (center + width) / scale),
  };
}

/**
 * Clopper and Pearson's interval of a proportion: never less than the nominal coverage, and so wider
 * than it need be.
 *
 * Source: C. Clopper, E. Pearson, Biometrika 26 (1934); method 5 of Newcombe (1998) 857.
 *
 * @throws {RangeError} when the counts are not a proportion
 */
export function clopperPearsonInterval(
  counts: Proportion,
  options: IntervalOptions = {},
): Interval {
  const { successes, trials } = checked(counts);
  const tail = tailOf(options);
  const failures = trials - successes;
  return {
    estimate: successes / trials,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}

/**
 * Newcombe's interval of the difference of two independent proportions, `first - second`, from
 * Wilson's intervals of each.
 *
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873, method 10.
 *
 * @throws {RangeError} when the counts are not proportions
 */
export function newcombeDifferenceInterval(
  first: Proportion,
  second: Proportion,
  options: IntervalOptions = {},
): Interval {
  const a = wilsonInterval(first, options);
  const b = wilsonInterval(second, options);
  const estimate = a.estimate - b.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}

/** Cases that two runs both saw, by who succeeded. Whole numbers of at least 0, one case at least. */
export interface PairedOutcomes {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/**
 * Newcombe's interval of the difference of two proportions of the same cases, `first - second`, from
 * Wilson's intervals of each and the correlation of the pairs.
 *
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 2635, method 10.
 *
 * @throws {RangeError} when the counts are not whole or there is no case
 */
export function newcombePairedInterval(
  pairs: PairedOutcomes,
  options: IntervalOptions = {},
): Interval {
  const { both, onlyFirst, onlySecond, neither } = pairs;
  const trials = both + onlyFirst + onlySecond + neither;
  const a = wilsonInterval({ successes: both + onlyFirst, trials }, options);
  const b = wilsonInterval({ successes: both + onlySecond, trials }, options);
  const correlation = pairCorrelation(pairs, trials);
  const reach = (first: number, second: number) =>
    Math.sqrt(Math.max(0, first ** 2 - 2 * correlation * first * second + second ** 2));
  const estimate = (onlyFirst - onlySecond) / trials;
  return {
    estimate,
    low: estimate - reach(a.estimate - a.low, b.high - b.estimate),
    high: estimate + reach(a.high - a.estimate, b.estimate - b.low),
  };
}

/** φ of the pairs with the source's continuity correction; 0 when a margin is empty. */
function pairCorrelation(pairs: PairedOutcomes, trials: number): number {
  const { both, onlyFirst, onlySecond, neither } = pairs;
  const margins = [both + onlyFirst, onlySecond + neither, both + onlySecond, onlyFirst + neither];
  const scale = margins.reduce((product, margin) => product * Math.sqrt(margin), 1);
  if (scale === 0) return 0;
  const cross = both * neither - onlyFirst * onlySecond;
  return (cross > 0 ? Math.max(0, cross - trials / 2) : cross) / scale;
}

function checked({ successes, trials }: Proportion): Proportion {
  if (!Number.isInteger(trials) || trials < 1)
    throw new RangeError(`trials is ${trials}; it must be a whole number of at least 1`);
  if (!Number.isInteger(successes) || successes < 0 || successes > trials)
    throw new RangeError(
      `successes is ${successes}; it must be a whole number from 0 to ${trials}`,
    );
  return { successes, trials };
}

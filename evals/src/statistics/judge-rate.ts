import { normalQuantile } from "./distributions/normal.ts";
import { type Interval, type IntervalOptions, tailOf } from "./interval.ts";
import type { Proportion } from "./proportion-intervals.ts";

/** What a judge said of unlabelled cases, and how it fared on cases that humans labelled. */
export interface JudgedRate {
  /** Cases the judge called good, of all it judged. */
  judged: Proportion;
  /** Cases it called good, of those that humans call good: its sensitivity, q₁. */
  sensitivity: Proportion;
  /** Cases it called bad, of those that humans call bad: its specificity, q₀. */
  specificity: Proportion;
}

/**
 * The true rate of good cases behind what a fallible judge said, with an interval that includes what
 * is not known of the judge: θ = (p + q₀ - 1) / (q₀ + q₁ - 1), clipped to [0, 1], and the delta-method
 * interval with the adjusted counts of the source.
 *
 * Source: W. Rogan, B. Gladen, American Journal of Epidemiology 107 (1978); the interval of C. Lee et
 * al., arXiv 2511.21140 (2025), after J. Lang and J. Reiczigel, Preventive Veterinary Medicine 113 (2014).
 *
 * @throws {RangeError} when the judge is no better than chance (q₀ + q₁ ≤ 1) or a count is missing
 */
export function biasCorrectedRate(rate: JudgedRate, options: IntervalOptions = {}): Interval {
  const z = normalQuantile(1 - tailOf(options));
  const estimate = clip(
    corrected(share(rate.judged), share(rate.sensitivity), share(rate.specificity)),
  );

  const judged = adjusted(rate.judged, (z * z) / 2);
  const sensitivity = adjusted(rate.sensitivity, 1);
  const specificity = adjusted(rate.specificity, 1);
  const center = corrected(judged.share, sensitivity.share, specificity.share);
  const power = sensitivity.share + specificity.share - 1;
  const shift = 2 * z * z * (center * variance(sensitivity) - (1 - center) * variance(specificity));
  const spread =
    Math.sqrt(
      variance(judged) +
        center ** 2 * variance(sensitivity) +
        (1 - center) ** 2 * variance(specificity),
    ) / power;
  return {
    estimate,
    low: clip(center + shift - z * spread),
    high: clip(center + shift + z * spread),
  };
}

function corrected(judged: number, sensitivity: number, specificity: number): number {
  const power = sensitivity + specificity - 1;
  if (!(power > 0))
    throw new RangeError(
      `sensitivity ${sensitivity} and specificity ${specificity}: the judge is no better than chance`,
    );
  return (judged + specificity - 1) / power;
}

interface AdjustedShare {
  share: number;
  trials: number;
}

const adjusted = ({ successes, trials }: Proportion, extra: number): AdjustedShare => ({
  share: (successes + extra) / (trials + 2 * extra),
  trials: trials + 2 * extra,
});

const variance = ({ share: p, trials }: AdjustedShare): number => (p * (1 - p)) / trials;

function share({ successes, trials }: Proportion): number {
  if (!(trials >= 1 && successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} of ${trials} is not a proportion`);
  return successes / trials;
}

const clip = (value: number): number => Math.min(1, Math.max(0, value));

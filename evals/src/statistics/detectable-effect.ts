import { normalQuantile } from "./distributions/normal.ts";

export interface PowerOptions {
  /** Two-sided level of the test. Default 0.05. */
  alpha?: number;
  /** The chance to see the effect when it is there. Default 0.8. */
  power?: number;
}

/**
 * The smallest true mean difference that a paired comparison of `cases` cases would show, by the
 * normal approximation: (z₁₋α⸝₂ + z_power) · sd / √cases.
 *
 * @param standardDeviation of the paired differences; for binary outcomes √(discordant share - d²)
 *
 * Source: E. Miller, arXiv 2411.00640 (2024), §5.
 */
export function minimumDetectableEffect(
  { cases, standardDeviation }: { cases: number; standardDeviation: number },
  options: PowerOptions = {},
): number {
  return (reach(options) * standardDeviation) / Math.sqrt(cases);
}

/** The number of cases a paired comparison needs to show a true mean difference of `effect`. */
export function casesNeeded(
  { effect, standardDeviation }: { effect: number; standardDeviation: number },
  options: PowerOptions = {},
): number {
  return Math.ceil(((reach(options) * standardDeviation) / effect) ** 2);
}

const reach = ({ alpha = 0.05, power = 0.8 }: PowerOptions): number =>
  normalQuantile(1 - alpha / 2) + normalQuantile(power);

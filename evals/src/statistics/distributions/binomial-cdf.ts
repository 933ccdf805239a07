import { incompleteBeta } from "./incomplete-beta.ts";

/** P(X ≤ successes) for X ~ Binomial(trials, p). */
export function binomialCdf(successes: number, trials: number, p: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return incompleteBeta(1 - p, trials - Math.floor(successes), Math.floor(successes) + 1);
}

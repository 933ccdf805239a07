/**
 * P(X = successes) for X ~ Binomial(trials, p). `successes` and `trials` need not be whole, which is
 * what {@link incompleteBeta} uses it for.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the saddle
 * point form keeps its digits where differences of log Γ lose them.
 */
export function binomialProbability(successes: number, trials: number, p: number): number {
  const failures = trials - successes;
  const q = 1 - p;
  if (p <= 0) return successes === 0 ? 1 : 0;
  if (q <= 0) return failures === 0 ? 1 : 0;
  if (successes === 0) return Math.exp(trials * Math.log1p(-p));
  if (failures === 0) return Math.exp(trials * Math.log(p));
  if (successes < 0 || failures < 0) return 0;
  const exponent =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    deviance(successes, trials * p) -
    deviance(failures, trials * q);
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * successes * failures));
}

/** log n! - log(√(2πn) (n/e)ⁿ), by recurrence up to where the series has 1e-16. */
function stirlingError(n: number): number {
  let shift = 0;
  let x = n;
  // ε(x) = ε(x + 1) + (x + ½) log(1 + 1/x) - 1
  while (x < 16) {
    shift += (x + 0.5) * Math.log1p(1 / x) - 1;
    x += 1;
  }
  const inverseSquare = 1 / (x * x);
  const series =
    1 / 12 -
    inverseSquare *
      (1 / 360 - inverseSquare * (1 / 1260 - inverseSquare * (1 / 1680 - inverseSquare / 1188)));
  return shift + series / x;
}

/** x log(x / mean) + mean - x, without cancellation where x is close to the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

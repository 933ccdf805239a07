import { binomialProbability } from "./binomial-probability.ts";
import { solveMonotone } from "./solve-monotone.ts";

/**
 * The regularised incomplete beta function I_x(a, b), the CDF of Beta(a, b), for a, b > 0 and
 * 0 ≤ x ≤ 1.
 *
 * Source: the continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, by
 * the modified Lentz method.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean; the other side is its complement.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  // x^a (1 - x)^b / (a B(a, b)) = b / (a + b) · P(Binomial(a + b, x) = a)
  return (b / (a + b)) * binomialProbability(a, a + b, x) * fraction(x, a, b);
}

/** The x at which I_x(a, b) = probability. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return solveMonotone((x) => incompleteBeta(x, a, b), probability, { low: 0, high: 1 });
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const kept = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

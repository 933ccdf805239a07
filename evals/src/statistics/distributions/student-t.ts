import { incompleteBeta } from "./incomplete-beta.ts";
import { solveMonotone } from "./solve-monotone.ts";

/** P(T ≤ t) for Student's t with `degrees` > 0 degrees of freedom (DLMF 8.17.21). */
export function studentTCdf(t: number, degrees: number): number {
  const square = t * t;
  // Near the centre the distance from ½ is what keeps its digits, far out the tail is.
  if (square < 1) {
    const half = 0.5 * incompleteBeta(square / (degrees + square), 0.5, degrees / 2);
    return t > 0 ? 0.5 + half : 0.5 - half;
  }
  const tail = 0.5 * incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t at which P(T ≤ t) = probability, for a probability in (0, 1); ±Infinity at its ends. */
export function studentTQuantile(probability: number, degrees: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -studentTQuantile(1 - probability, degrees);
  let low = -1;
  while (studentTCdf(low, degrees) > probability) low *= 2;
  return solveMonotone((t) => studentTCdf(t, degrees), probability, { low, high: 0 });
}

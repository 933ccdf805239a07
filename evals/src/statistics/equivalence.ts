import { studentTCdf } from "./distributions/student-t.ts";
import { mean, standardErrorOfMean } from "./mean-intervals.ts";

/**
 * Two one-sided tests (TOST) of paired differences: is the mean difference inside ±margin? Small
 * `pValue` means equivalent. Without any spread the answer is exact: 0 inside the margin, 1 outside.
 *
 * Source: D. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987).
 *
 * @throws {RangeError} when the margin is not positive or there are fewer than two differences
 */
export function equivalenceTest(
  differences: readonly number[],
  margin: number,
): { pValue: number; pBelow: number; pAbove: number } {
  if (!(margin > 0)) throw new RangeError(`the margin is ${margin}; it must be positive`);
  if (differences.length < 2) throw new RangeError("an equivalence test needs two differences");
  const center = mean(differences);
  const standardError = standardErrorOfMean(differences);
  if (standardError === 0) {
    const pValue = Math.abs(center) < margin ? 0 : 1;
    return { pValue, pBelow: center > -margin ? 0 : 1, pAbove: center < margin ? 0 : 1 };
  }
  const degrees = differences.length - 1;
  const pBelow = 1 - studentTCdf((center + margin) / standardError, degrees);
  const pAbove = studentTCdf((center - margin) / standardError, degrees);
  return { pValue: Math.max(pBelow, pAbove), pBelow, pAbove };
}

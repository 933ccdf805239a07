import { studentTQuantile } from "./distributions/student-t.ts";
import { type Interval, type IntervalOptions, tailOf } from "./interval.ts";

/**
 * Student's t interval of a mean. With fewer than two values the interval is the whole line.
 *
 * @throws {RangeError} when `values` is empty
 */
export function meanInterval(values: readonly number[], options: IntervalOptions = {}): Interval {
  const estimate = mean(values);
  const degrees = values.length - 1;
  return around(estimate, standardErrorOfMean(values), { degrees, ...options });
}

/**
 * Interval of a mean whose values come in clusters that hang together (several questions about one
 * document, several trials of one case). The mean weighs values alike; its standard error sums the
 * residuals inside each cluster first, with the correction c/(c - 1) for few clusters, and t has
 * c - 1 degrees of freedom.
 *
 * Source: K.-Y. Liang, S. Zeger, Biometrika 73 (1986); E. Miller, arXiv 2411.00640 (2024), §2.2.
 *
 * @param clusters the cluster of each value, as long as `values`
 * @throws {RangeError} when the lists are empty or of different length
 */
export function clusterRobustMeanInterval(
  values: readonly number[],
  clusters: readonly string[],
  options: IntervalOptions = {},
): Interval {
  if (clusters.length !== values.length)
    throw new RangeError(`${values.length} values have ${clusters.length} clusters`);
  const estimate = mean(values);
  const residuals = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const cluster = clusters[index] ?? "";
    residuals.set(cluster, (residuals.get(cluster) ?? 0) + value - estimate);
  }
  let sum = 0;
  for (const residual of residuals.values()) sum += residual * residual;
  const count = residuals.size;
  const standardError = Math.sqrt((sum * count) / (count - 1)) / values.length;
  return around(estimate, standardError, { degrees: count - 1, ...options });
}

/** The arithmetic mean. @throws {RangeError} when `values` is empty */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("the mean of no values is not defined");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sample standard deviation over the root of n; NaN for a single value. */
export function standardErrorOfMean(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function around(
  estimate: number,
  standardError: number,
  { degrees, ...options }: IntervalOptions & { degrees: number },
): Interval {
  const tail = tailOf(options);
  if (degrees < 1) return { estimate, low: -Infinity, high: Infinity };
  const reach = standardError * studentTQuantile(1 - tail, degrees);
  return { estimate, low: estimate - reach, high: estimate + reach };
}

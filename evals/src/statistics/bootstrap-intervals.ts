import { normalCdf, normalQuantile } from "./distributions/normal.ts";
import { type Interval, type IntervalOptions, tailOf } from "./interval.ts";
import { createRandom, type Random } from "./random.ts";

export interface BootstrapOptions extends IntervalOptions {
  /** Default 10,000. */
  resamples?: number;
  /** The same seed gives the same interval. Default 1. */
  seed?: number;
}

/**
 * The bias-corrected and accelerated bootstrap interval of any statistic of independent values.
 *
 * Source: B. Efron, "Better bootstrap confidence intervals", JASA 82 (1987); the acceleration by the
 * jackknife, (14.15) of Efron and Tibshirani, "An Introduction to the Bootstrap" (1993).
 *
 * @throws {RangeError} with fewer than two values
 */
export function bcaBootstrapInterval<Value>(
  values: readonly Value[],
  statistic: (sample: readonly Value[]) => number,
  options: BootstrapOptions = {},
): Interval {
  if (values.length < 2) throw new RangeError("a bootstrap needs at least two values");
  const estimate = statistic(values);
  const resampled = resample(values, statistic, options);
  const below = resampled.filter((value) => value < estimate).length;
  const ties = resampled.filter((value) => value === estimate).length;
  const bias = normalQuantile((below + ties / 2) / resampled.length);
  if (!Number.isFinite(bias)) return { estimate, ...percentiles(resampled, tailOf(options)) };
  const a = acceleration(values, statistic);
  const level = (probability: number) => {
    const z = bias + normalQuantile(probability);
    return normalCdf(bias + z / (1 - a * z));
  };
  const tail = tailOf(options);
  return {
    estimate,
    low: quantile(resampled, level(tail)),
    high: quantile(resampled, level(1 - tail)),
  };
}

/**
 * The bootstrap interval of a statistic of values that come in clusters: whole clusters are drawn,
 * so that what hangs together stays together.
 *
 * Source: A. Davison, D. Hinkley, "Bootstrap Methods and their Application" (1997), §3.8.
 *
 * @throws {RangeError} with fewer than two clusters
 */
export function clusterBootstrapInterval<Value>(
  clusters: readonly (readonly Value[])[],
  statistic: (sample: readonly Value[]) => number,
  options: BootstrapOptions = {},
): Interval {
  return bcaBootstrapInterval(clusters, (sample) => statistic(sample.flat()), options);
}

function resample<Value>(
  values: readonly Value[],
  statistic: (sample: readonly Value[]) => number,
  { resamples = 10_000, seed = 1 }: BootstrapOptions,
): number[] {
  const random = createRandom(seed);
  const boxes = values.map((value) => ({ value }));
  const results = Array.from({ length: resamples }, () => statistic(draw(boxes, random)));
  return results.toSorted((a, b) => a - b);
}

/** A value in a box, so that one that is undefined is not taken for none. */
interface Boxed<Value> {
  value: Value;
}

function draw<Value>(boxes: readonly Boxed<Value>[], random: Random): Value[] {
  const sample: Value[] = [];
  while (sample.length < boxes.length) {
    const box = boxes[Math.floor(random() * boxes.length)];
    if (box) sample.push(box.value);
  }
  return sample;
}

function acceleration<Value>(
  values: readonly Value[],
  statistic: (sample: readonly Value[]) => number,
): number {
  const leftOut = values.map((_, index) => statistic(values.toSpliced(index, 1)));
  const center = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    squares += (center - value) ** 2;
    cubes += (center - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

const percentiles = (sorted: readonly number[], tail: number) => ({
  low: quantile(sorted, tail),
  high: quantile(sorted, 1 - tail),
});

/** The quantile of sorted values, with linear interpolation (type 7 of Hyndman and Fan). */
function quantile(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, probability));
  const index = Math.floor(position);
  const low = sorted[index] ?? Number.NaN;
  return low + (position - index) * ((sorted[index + 1] ?? low) - low);
}

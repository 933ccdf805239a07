import { expect, test } from "vitest";
import { bcaBootstrapInterval, clusterBootstrapInterval } from "./bootstrap-intervals.ts";
import { mean, meanInterval } from "./mean-intervals.ts";
import { createRandom } from "./random.ts";

test("the variance of Efron's spatial test data, as published", () => {
  // Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), table 14.2 and (14.11):
  // θ̂ = 171.5, BCa 90 % interval (115.8, 259.6) from 2,000 resamples.
  const spatial = [
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41,
  ];
  const variance = (sample: readonly number[]) => {
    const center = mean(sample);
    return mean(sample.map((value) => (value - center) ** 2));
  };
  const { estimate, low, high } = bcaBootstrapInterval(spatial, variance, { confidence: 0.9 });
  expect(estimate).toBeCloseTo(171.5, 1);
  expect(Math.abs(low - 115.8)).toBeLessThan(4); // two resamplings of 2,000 differ by this much
  expect(Math.abs(high - 259.6)).toBeLessThan(10);
});

test("the same seed gives the same interval, another one nearly the same", () => {
  const random = createRandom(3);
  const sample = Array.from({ length: 80 }, () => random());
  const one = bcaBootstrapInterval(sample, mean, { seed: 1 });
  expect(bcaBootstrapInterval(sample, mean, { seed: 1 })).toEqual(one);
  const other = bcaBootstrapInterval(sample, mean, { seed: 2 });
  expect(other.low).not.toBe(one.low);
  expect(Math.abs(other.low - meanInterval(sample).low)).toBeLessThan(0.01);
});

test("clusters widen what their members would make narrow", () => {
  const clusters = Array.from({ length: 12 }, (_, index) =>
    Array.from({ length: 20 }, () => index % 3),
  );
  const together = clusterBootstrapInterval(clusters, mean);
  const apart = bcaBootstrapInterval(clusters.flat(), mean);
  expect(together.high - together.low).toBeGreaterThan(3 * (apart.high - apart.low));
});

test("a statistic that never varies has no width", () => {
  expect(bcaBootstrapInterval([1, 1, 1], mean)).toEqual({ estimate: 1, low: 1, high: 1 });
  expect(() => bcaBootstrapInterval([1], mean)).toThrow(/two values/);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterRobustMeanInterval, meanInterval } from "./mean-intervals.ts";

test("Student's sleep data", () => {
  // Source: "Student", Biometrika 6 (1908); the interval of R's t.test(extra, paired): 0.7001142 … 2.4598858.
  const { estimate, low, high } = meanInterval([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
  expect(estimate).toBeCloseTo(1.58, 12);
  expect(low).toBeCloseTo(0.7001142, 7);
  expect(high).toBeCloseTo(2.4598858, 7);
});

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 2,
  maxLength: 30,
});

test("with a cluster each it is Student's interval", () => {
  fc.assert(
    fc.property(values, (sample) => {
      const robust = clusterRobustMeanInterval(
        sample,
        sample.map((_, index) => String(index)),
      );
      const plain = meanInterval(sample);
      expect(robust.low).toBeCloseTo(plain.low, 8);
      expect(robust.high).toBeCloseTo(plain.high, 8);
    }),
  );
});

test("saying everything three times adds nothing to what is known", () => {
  fc.assert(
    fc.property(values, (sample) => {
      const clusters = sample.map((_, index) => String(index));
      const once = clusterRobustMeanInterval(sample, clusters);
      const thrice = clusterRobustMeanInterval(
        [...sample, ...sample, ...sample],
        [...clusters, ...clusters, ...clusters],
      );
      expect(thrice.low).toBeCloseTo(once.low, 8);
    }),
  );
});

test("one cluster says nothing about the spread between clusters", () => {
  expect(clusterRobustMeanInterval([1, 2, 3], ["a", "a", "a"])).toEqual({
    estimate: 2,
    low: -Infinity,
    high: Infinity,
  });
  expect(() => meanInterval([])).toThrow(RangeError);
  expect(() => clusterRobustMeanInterval([1], [])).toThrow(/1 values have 0 clusters/);
});

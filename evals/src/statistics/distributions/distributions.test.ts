import fc from "fast-check";
import { expect, test } from "vitest";
import { binomialCdf } from "./binomial-cdf.ts";
import { binomialProbability } from "./binomial-probability.ts";
import { betaQuantile, incompleteBeta } from "./incomplete-beta.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { studentTCdf, studentTQuantile } from "./student-t.ts";

/** Equal to a relative 1e-12. */
const close = (actual: number, published: number) =>
  expect(Math.abs(actual / published - 1)).toBeLessThan(1e-12);

test("the normal distribution is as tabulated", () => {
  // Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", table 26.1, 15 digits.
  close(normalCdf(1), 0.841344746068543);
  close(normalCdf(2), 0.977249868051821);
  close(normalCdf(3), 0.99865010196837);
  // Source: the test values of AS 241, Applied Statistics 37 (1988) 477.
  close(normalQuantile(0.25), -0.6744897501960817);
  close(normalQuantile(0.001), -3.090232306167814);
  close(normalQuantile(1e-20), -9.262340089798409);
});

test("Student's t has its closed forms", () => {
  close(studentTCdf(1, 1), 0.75); // Cauchy
  close(studentTCdf(2, 2), 0.5 + 1 / Math.sqrt(6)); // ½ + t / (2√(2 + t²))
  close(studentTQuantile(0.975, 1), 12.706204736174698); // tan(0.475 π)
  close(studentTQuantile(0.975, 2), 4.302652729749462);
  // Source: NIST/SEMATECH e-Handbook, table 1.3.6.7.2, three digits.
  expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.228, 3);
  expect(studentTQuantile(0.995, 30)).toBeCloseTo(2.75, 3);
});

test("the incomplete beta function has its closed forms", () => {
  close(incompleteBeta(0.3, 1, 1), 0.3);
  close(incompleteBeta(0.5, 7.5, 7.5), 0.5);
  close(incompleteBeta(0.2, 2, 3), 0.1808); // 1 - 0.8⁴ - 4·0.2·0.8³
  close(betaQuantile(0.1808, 2, 3), 0.2);
});

test("binomial tails are sums of binomial probabilities", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (n, p) => {
        let sum = 0;
        for (let k = 0; k < n; k++) {
          sum += binomialProbability(k, n, p);
          expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 11);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("quantiles undo their distributions", () => {
  const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  fc.assert(
    fc.property(probability, fc.double({ min: 0.5, max: 500, noNaN: true }), (p, size) => {
      expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      expect(studentTCdf(studentTQuantile(p, size), size)).toBeCloseTo(p, 11);
      expect(incompleteBeta(betaQuantile(p, size, 3), size, 3)).toBeCloseTo(p, 10);
    }),
  );
});

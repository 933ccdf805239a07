import { expect, test } from "vitest";
import { casesNeeded, minimumDetectableEffect } from "./detectable-effect.ts";

test("needs the classic 7.85 standard deviations squared", () => {
  // Source: (z₀.₉₇₅ + z₀.₈)² = 7.849, e.g. J. Cohen, "Statistical Power Analysis" (1988), (2.4.1).
  expect(casesNeeded({ effect: 1, standardDeviation: 10 })).toBe(785);
  expect(minimumDetectableEffect({ cases: 785, standardDeviation: 10 })).toBeCloseTo(1, 3);
});

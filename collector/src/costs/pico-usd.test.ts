import fc from "fast-check";
import { expect, test } from "vitest";
import {
  centsOfPico,
  divideHalfEven,
  formatCents,
  formatPicoUsd,
  nanoOfPico,
  parseDecimalUsd,
  priceOf,
} from "./pico-usd.ts";

test.each([
  ["0.25", 250_000_000_000n, true],
  ["-3", -3_000_000_000_000n, true],
  ["7.5e-8", 75_000n, true],
  ["1.5E2", 150_000_000_000_000n, true],
  ["0.0000000000005", 0n, false], // half of a pico-dollar: to even
  ["0.0000000000015", 2n, false],
  ["0.18000000000000002", 180_000_000_000n, false],
])("reads %s", (text, pico, exact) => {
  expect(parseDecimalUsd(text)).toEqual({ pico, exact });
});

test.each(["", "1,5", "NaN", "0x1", "1e9999", "--1", "1 2"])("refuses %j", (text) => {
  expect(() => parseDecimalUsd(text)).toThrow(RangeError);
});

test("writes what it reads", () => {
  fc.assert(
    fc.property(fc.bigInt(), (pico) => {
      expect(parseDecimalUsd(formatPicoUsd(pico))).toEqual({ pico, exact: true });
    }),
  );
});

test("rounds half to even, on both sides of zero", () => {
  expect([5n, 15n, 25n, -5n, -15n, -25n, 6n, -6n].map((n) => divideHalfEven(n, 10n))).toEqual([
    0n,
    2n,
    2n,
    0n,
    -2n,
    -2n,
    1n,
    -1n,
  ]);
  expect(nanoOfPico(1500n)).toBe(2n);
  expect(formatCents(centsOfPico(1_005_000_000_000n))).toBe("1.00");
  expect(formatCents(centsOfPico(-12_345_000_000n))).toBe("-0.01");
});

test("a price of six decimals for a million is exact for any number of tokens", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (micros, tokens) => {
        const pricePico = micros * 1_000_000n;
        expect(priceOf(tokens, { pricePico, per: 1_000_000n })).toBe(micros * tokens);
      },
    ),
  );
});

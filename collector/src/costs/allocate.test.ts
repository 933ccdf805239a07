import fc from "fast-check";
import { expect, test } from "vitest";
import { allocate } from "./allocate.ts";

test("what is left goes to the largest remainders, the first of equal ones", () => {
  expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(allocate(10n, [1n, 4n, 2n])).toEqual([1n, 6n, 3n]);
  expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
  expect(allocate(5n, [0n, 0n])).toEqual([3n, 2n]);
  expect(() => allocate(1n, [])).toThrow("nobody");
  expect(() => allocate(1n, [1n, -1n])).toThrow("negative");
});

test("parts sum to the amount, and none is a unit or more from its exact share", () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(fc.bigInt(), weights, (amount, of) => {
      const parts = allocate(amount, of);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
      const total = of.reduce((sum, weight) => sum + weight, 0n);
      if (total === 0n) return;
      for (const [i, part] of parts.entries()) {
        const off = part * total - amount * (of[i] ?? 0n);
        expect(off < total && off > -total).toBe(true);
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, parseInstant } from "./instant.ts";

test.each([
  ["2026-11-18T10:00:00Z", 1_794_996_000_000_000_000n],
  ["2026-11-18T10:00:00.000000001Z", 1_794_996_000_000_000_001n],
  ["2026-11-18T12:30:00.5+02:30", 1_794_996_000_500_000_000n],
  ["1969-12-31T23:59:59.9Z", -100_000_000n],
])("reads %s", (text, unixNano) => {
  expect(parseInstant(text)).toBe(unixNano);
});

test("gives back every nanosecond", () => {
  const instants = fc.bigInt({ min: -(2n ** 61n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(instants, (unixNano) => {
      expect(parseInstant(formatInstant(unixNano))).toBe(unixNano);
    }),
  );
});

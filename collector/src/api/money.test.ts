import fc from "fast-check";
import { expect, test } from "vitest";
import { formatUsd, parseUsd } from "./money.ts";

test.each([
  [0n, "0"],
  [1_500_000_000n, "1.5"],
  [1n, "0.000000001"],
  [-20n, "-0.00000002"],
  [123_000_000_000n, "123"],
])("writes %s nano-dollars as %s", (nanoUsd, text) => {
  expect(formatUsd(nanoUsd)).toBe(text);
});

test("gives back every nano-dollar", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), (nanoUsd) => {
      expect(parseUsd(formatUsd(nanoUsd))).toBe(nanoUsd);
    }),
  );
});

import { expect, test } from "vitest";
import { addUsd, formatUsd } from "./format-usd.ts";

test.each([
  [null, "—"],
  ["0", "$0"],
  ["0.000", "$0"],
  ["0.0000004", "<$0.000001"],
  ["0.0000012", "$0.0000012"],
  ["0.00234", "$0.0023"],
  ["0.00996", "$0.0100"],
  ["0.01", "$0.01"],
  ["0.125", "$0.13"],
  ["12.3", "$12.30"],
  ["1234567.891", "$1,234,567.89"],
  ["-0.5", "-$0.50"],
  ["about a dollar", "about a dollar"],
])("writes %j as %s", (usd, text) => expect(formatUsd(usd)).toBe(text));

test("adds exactly, and what is unknown adds nothing", () => {
  expect(addUsd(["0.1", "0.2", null])).toBe("0.3");
  expect(addUsd(Array.from({ length: 1000 }, () => "0.000001"))).toBe("0.001");
  expect(addUsd(["9007199254740993", "0.000000000001"])).toBe("9007199254740993.000000000001");
});

test("knows no sum of nothing", () => expect(addUsd([null, null])).toBeNull());

import { expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatShare, formatTokens } from "./format.ts";

test.each([
  [0, "0 ns"],
  [999, "999 ns"],
  [999_999, "1 ms"],
  [1_500_000, "1.5 ms"],
  [12_345_678_900, "12.3 s"],
  [59_949_000_000, "59.9 s"],
  [59_960_000_000, "1m 0s"],
  [100e9, "1m 40s"],
  [3599.6e9, "1h 0m"],
  [6000e9, "1h 40m"],
  [86_399e9, "1d 0h"],
  [183_600e9, "2d 3h"],
])("writes %d ns as %s", (durationNs, text) => expect(formatDuration(durationNs)).toBe(text));

test.each([
  [null, "—"],
  [0, "0"],
  [999, "999"],
  [1234, "1.23k"],
  [999_999, "1M"],
  [45_600_000, "45.6M"],
  [2e12, "2000B"],
])("writes %d tokens as %s", (count, text) => expect(formatTokens(count)).toBe(text));

test("writes counts, sizes and shares", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect([0, 1023, 1024, 1536, 20 * 1024 * 1024].map(formatBytes)).toEqual([
    "0 B",
    "1020 B",
    "1 KiB",
    "1.5 KiB",
    "20 MiB",
  ]);
  expect([0, 0.0004, 0.1234, 0.9999, 1].map(formatShare)).toEqual([
    "0%",
    "<0.1%",
    "12.3%",
    ">99.9%",
    "100%",
  ]);
});

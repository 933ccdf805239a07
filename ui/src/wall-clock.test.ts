import { expect, test } from "vitest";
import { instantOf, wallClockOf } from "./wall-clock.ts";

test("reads and writes the time of a zone", () => {
  expect(wallClockOf("2026-11-22T15:04:05Z", "Asia/Kolkata")).toBe("2026-11-22T20:34:05");
  expect(instantOf("2026-11-22T20:34:05", "Asia/Kolkata")).toBe("2026-11-22T15:04:05.000Z");
  expect(instantOf("2026-11-22T15:04", "UTC")).toBe("2026-11-22T15:04:00.000Z");
});

test("takes the earlier of two when clocks go back", () => {
  expect(instantOf("2026-10-25T02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
});

test("takes the hour after when clocks jump over it", () => {
  expect(instantOf("2026-03-29T02:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
});

test("reads no time from what is none", () => expect(instantOf("noon", "UTC")).toBeNull());

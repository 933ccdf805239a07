import { expect, test } from "vitest";
import { pollMs } from "./trace-queries.ts";

const startTime = "2026-11-22T10:00:00.000000000Z";
const now = Date.parse(startTime) + 60_000;

test("a complete trace is not asked for again", () => {
  expect(pollMs({ startTime, complete: true, durationUs: 5 }, now)).toBe(false);
});

test("a running trace is followed, one that stands still only now and then", () => {
  const trace = { startTime, complete: false, durationNs: 30e9 };
  expect(pollMs(trace, now)).toBe(2000);
  expect(pollMs(trace, now + 3_600_000)).toBe(30_000);
});

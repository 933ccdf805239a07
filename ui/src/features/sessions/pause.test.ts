import { expect, test } from "vitest";
import { pauseNs } from "./pause.ts";
import { sessionLengthNs } from "./session-length.ts";

const at = (startTime: string, seconds: number) => ({ startTime, durationNs: seconds * 1e9 });

test("a pause runs from an end to the next start", () => {
  const pause = pauseNs(at("2026-11-22T10:00:00Z", 60), at("2026-11-22T10:03:00Z", 5));
  expect(pause).toBe(120e9);
});

test("traces that overlap have none between them", () => {
  expect(pauseNs(at("2026-11-22T10:00:00Z", 600), at("2026-11-22T10:03:00Z", 5))).toBe(0);
});

test("a session lasts from its first start to its last end", () => {
  const ends = { startTime: "2026-11-22T10:00:00.5Z", endTime: "2026-11-22T10:00:02Z" };
  expect(sessionLengthNs(ends)).toBe(1.5e9);
});

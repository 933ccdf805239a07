import { expect, test } from "vitest";
import { clockTicks } from "./clock-ticks.ts";

const period = (from: string, to: string) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });
const labels = (from: string, to: string, zone = "UTC") =>
  clockTicks(period(from, to), zone, 6).map((tick) => tick.label);

test("marks round hours, and days where they begin", () => {
  expect(labels("2026-11-21T15:00:00Z", "2026-11-22T15:00:00Z")).toEqual([
    "15:00",
    "18:00",
    "21:00",
    "22 Nov",
    "03:00",
    "06:00",
    "09:00",
    "12:00",
    "15:00",
  ]);
});

test("marks what is round in the zone, at the instant it is there", () => {
  const ticks = clockTicks(
    period("2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"),
    "Asia/Kolkata",
    3,
  );
  const midnight = ticks.find((tick) => tick.label === "22 Nov");
  expect(new Date(midnight?.ms ?? 0).toISOString()).toBe("2026-11-21T18:30:00.000Z");
});

test("leaves out a mark that would touch the one before", () => {
  const days = labels("2026-10-20T00:00:00Z", "2026-11-12T00:00:00Z");
  expect(days).not.toContain("31 Oct1 Nov");
  expect(new Set(days).size).toBe(days.length);
});

test("marks seconds when they matter", () => {
  expect(labels("2026-11-22T15:00:00Z", "2026-11-22T15:00:30Z")).toContain("15:00:05");
});

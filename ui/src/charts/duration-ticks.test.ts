import { expect, test } from "vitest";
import { formatDuration } from "../format.ts";
import { durationTicks } from "./duration-ticks.ts";

const labels = (highestNs: number) => durationTicks(highestNs, 4).map(formatDuration);

test("counts in the units of a clock above a second", () => {
  expect(labels(980e9)).toEqual(["0 ns", "5m 0s", "10m 0s", "15m 0s"]);
  expect(labels(5 * 3600e9)).toEqual(["0 ns", "2h 0m", "4h 0m"]);
});

test("counts in tens below", () => {
  expect(labels(37e6)).toEqual(["0 ns", "10 ms", "20 ms", "30 ms"]);
});

test("has a tick for nothing at all", () => expect(durationTicks(0, 4)).toEqual([0]));

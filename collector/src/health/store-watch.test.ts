import type { EngineHealth } from "@spanward/clickhouse";
import { expect, test } from "vitest";
import { pressureOf } from "./store-watch.ts";

const GiB = 2 ** 30;

function health(partsInPartitionMax: number, freeBytes = 50 * GiB): EngineHealth {
  return {
    version: "26.7",
    clockUnixMs: 0,
    disks: [{ name: "default", freeBytes, totalBytes: 100 * GiB }],
    tables: [
      { name: "spans", rows: 1, bytes: 1, parts: 3, partsInPartitionMax },
      { name: "span_io", rows: 1, bytes: 1, parts: 3, partsInPartitionMax: 2 },
    ],
    brokenParts: [],
    mergesRunning: 0,
    mutationsPending: 0,
  };
}

test.each([
  [10, "none"],
  [599, "none"],
  [600, "slow"],
  [1999, "slow"],
  [2000, "stop"],
])("with %i parts in a partition, which ClickHouse refuses at 3,000: %s", (parts, level) => {
  expect(pressureOf(health(parts), false).level).toBe(level);
});

test("says which table it is", () => {
  expect(pressureOf(health(700), false).reason).toContain("spans has 700 parts");
});

test("stops before the disk of a server elsewhere is full; the own disk is watched by itself", () => {
  expect(pressureOf(health(1, GiB), true)).toMatchObject({ level: "stop" });
  expect(pressureOf(health(1, GiB), false)).toEqual({ level: "none", reason: "" });
});

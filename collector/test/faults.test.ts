import { expect, test } from "vitest";
import { crowd } from "./faults/crowd.ts";
import { fullDisk } from "./faults/full-disk.ts";
import { killAgainAndAgain } from "./faults/kill.ts";
import { badNetwork, outage } from "./faults/network.ts";
import type { FaultReport } from "./faults/report.ts";

// Goal: whatever happens to it, nothing that was acknowledged is lost or counted twice. This is the short
// version of `npm run faults -w collector`.

const clean = { lost: 0, doubled: 0, unbalanced: 0 };
const heard = ({ refusals }: FaultReport): string => [...refusals.keys()].join("\n");
const MiB = 2 ** 20;

test("the server is killed while others send, who repeat what was not acknowledged", async () => {
  const report = await killAgainAndAgain("server", 2);
  expect(report).toMatchObject(clean);
  expect(report.acknowledged).toBeGreaterThan(100);
});

test("ClickHouse is gone for a while, and senders do not notice", async () => {
  const report = await outage(4000);
  expect(report).toMatchObject(clean);
  expect(heard(report)).toBe("");
});

test("the network to ClickHouse stalls, cuts and drops", async () => {
  const report = await badNetwork(5);
  expect(report).toMatchObject(clean);
  expect(heard(report)).toBe("");
});

test("the disk is full, and senders are told so", async ({ skip }) => {
  const report = await fullDisk(1);
  if (!report) return skip("a file system of its own takes root");
  expect(report).toMatchObject(clean);
  expect(heard(report)).toContain("503");
});

test("a crowd connects and says nothing, or says it slowly, or bombs", async () => {
  const report = await crowd(300);
  expect(report).toMatchObject(clean);
  expect(heard(report)).toBe("413 to a gzip bomb");
  expect(report.rssMax.server).toBeLessThan(2000 * MiB);
});

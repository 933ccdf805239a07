import type { UsageReport } from "spanward/answers/measurements";
import { expect, test } from "vitest";
import { totalUsage } from "./usage-total.ts";

const row = (changes: Partial<UsageReport["rows"][number]>): UsageReport["rows"][number] => ({
  value: "a",
  calls: 2,
  callsWithoutUsage: 1,
  inputTokens: 10,
  outputTokens: 5,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  embeddingTokens: 0,
  reportedCostUsd: "0.1",
  callsWithoutCost: 0,
  series: { calls: [], inputTokens: [], outputTokens: [], reportedCostUsd: [] },
  ...changes,
});
const report = (rows: UsageReport["rows"]): UsageReport => ({
  from: "",
  to: "",
  by: "agent",
  intervalSeconds: 60,
  times: [],
  rows,
  truncated: false,
});

test("sums a report, money exactly", () => {
  const total = totalUsage(report([row({}), row({ reportedCostUsd: "0.2" })]));
  expect(total).toMatchObject({ calls: 4, callsWithoutUsage: 2, inputTokens: 20, costUsd: "0.3" });
});

test("knows no cost where none was reported", () => {
  expect(totalUsage(report([row({ reportedCostUsd: null })])).costUsd).toBeNull();
});

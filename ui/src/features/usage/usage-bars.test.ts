import type { UsageReport } from "spanward/answers/measurements";
import { expect, test } from "vitest";
import { costAt, sortRows, usageBars, usageSeries } from "./usage-bars.ts";

const row = (value: string, tokens: number, usd: string | null): UsageReport["rows"][number] => ({
  value,
  calls: 1,
  callsWithoutUsage: 0,
  inputTokens: tokens,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  embeddingTokens: 0,
  reportedCostUsd: usd,
  callsWithoutCost: 0,
  series: { calls: [1], inputTokens: [tokens], outputTokens: [0], reportedCostUsd: [usd] },
});
const report = (rows: UsageReport["rows"]): UsageReport => ({
  from: "2026-11-22T00:00:00Z",
  to: "2026-11-22T01:00:00Z",
  by: "agent",
  intervalSeconds: 3600,
  times: ["2026-11-22T00:00:00Z"],
  rows,
  truncated: false,
});

test("ranks by what is measured", () => {
  const rows = [row("many tokens", 100, "0.1"), row("dear", 1, "5")];
  expect(usageSeries(rows, "tokens").map((each) => each.label)).toEqual(["many tokens", "dear"]);
  expect(usageSeries(rows, "cost").map((each) => each.label)).toEqual(["dear", "many tokens"]);
});

test("gives seven a colour and stacks the rest as one", () => {
  const rows = Array.from({ length: 10 }, (_, i) => row(`agent ${i}`, 10 - i, null));
  expect(usageSeries(rows, "tokens").at(-1)).toEqual({ label: null, color: "var(--series-other)" });
  expect(usageBars(report(rows), "tokens")).toEqual([
    { ms: Date.parse("2026-11-22T00:00:00Z"), values: [10, 9, 8, 7, 6, 5, 4, 3 + 2 + 1] },
  ]);
});

test("puts what belongs to nobody on top of the table", () => {
  const rows = [row("a", 5, "9"), row("", 1, null), row("b", 7, "1")];
  expect(sortRows(rows, "tokens").map((each) => each.value)).toEqual(["", "b", "a"]);
  expect(sortRows(rows, "cost").map((each) => each.value)).toEqual(["", "a", "b"]);
});

test("gives no colour to what has nothing of the measure", () => {
  const rows = [row("free", 10, null), row("dear", 1, "5")];
  expect(usageSeries(rows, "cost").map((each) => each.label)).toEqual(["dear"]);
});

test("adds the money of an interval exactly, and knows when there is none", () => {
  expect(costAt([row("a", 1, "0.1"), row("b", 1, "0.2"), row("c", 1, null)], 0)).toBe("0.3");
  expect(costAt([row("c", 1, null)], 0)).toBeNull();
});

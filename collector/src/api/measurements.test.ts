import type { Database } from "@spanward/clickhouse";
import {
  insertRows,
  openTestDatabase,
  testCall,
  testSpan,
  testStart,
} from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DurationMap, LatencyReport, UsageReport } from "./answers/measurements.ts";
import { testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
  await insertRows(db, {
    spans: [
      testSpan({
        traceId: "t",
        spanId: "1",
        kind: "tool",
        tool: "search",
        durationNs: 9_000_000_000n,
      }),
      testCall(
        { traceId: "t", spanId: "2", reportedCostNanoUsd: 250_000_000n, tags: { team: "blue" } },
        [10, 1],
      ),
      testCall(
        { traceId: "t", spanId: "3", model: "large", startUnixNano: testStart + 119_000_000_000n },
        [20, 2],
      ),
    ],
  });
}, 60_000);
afterAll(() => db.close());

test("latency: steps with one value for each interval, null where nothing ran", async () => {
  const report = LatencyReport.parse((await api.ask("/api/latency")).answer);
  expect(report).toMatchObject({ intervalSeconds: 1, truncated: false });
  expect(report.times.length).toBe(120);
  expect(report.steps.map(({ name }) => name)).toEqual(["search", "large", "small"]);
  const [search, large] = report.steps;
  expect(search).toMatchObject({ kind: "tool", count: 1, p50Ns: 9e9, maxNs: 9e9, totalNs: 9e9 });
  expect(search?.series.count.filter((count) => count > 0)).toEqual([1]);
  expect(large?.series.p50Ns.at(-1)).toBe(1e6);
  expect(large?.series.p50Ns[0]).toBeNull();
});

test("latency: within filter, period and limit", async () => {
  const filter = "kind=llm&to=2026-11-18T10:01:00Z";
  const report = LatencyReport.parse((await api.ask(`/api/latency?${filter}`)).answer);
  expect(report.steps.map(({ name }) => name)).toEqual(["small"]);
  const first = LatencyReport.parse((await api.ask("/api/latency?limit=1")).answer);
  expect([first.steps.length, first.truncated]).toEqual([1, true]);
});

test("latency: traces by start and duration, in classes that the search can ask for", async () => {
  const map = DurationMap.parse((await api.ask("/api/latency/map")).answer);
  expect(map.times.length).toBeLessThanOrEqual(60);
  const counts = map.classes.map(({ fromNs, traces }) => [fromNs, traces.reduce((a, b) => a + b)]);
  expect(counts).toEqual([[100e9, 1]]);
  const none = DurationMap.parse((await api.ask("/api/latency/map?q=latency:<100s")).answer);
  expect(none.classes).toEqual([]);
  const some = LatencyReport.parse((await api.ask("/api/latency?q=model:small")).answer);
  expect(some.steps).toHaveLength(3);
  const { status } = await api.ask("/api/latency/map?q=latency:100");
  expect(status).toBe(400);
});

test("usage: by model unless asked otherwise, money as text", async () => {
  const report = UsageReport.parse((await api.ask("/api/usage")).answer);
  expect(report.by).toBe("model");
  expect(report.rows).toMatchObject([
    { value: "large", calls: 1, inputTokens: 20, reportedCostUsd: null, callsWithoutCost: 1 },
    { value: "small", calls: 1, inputTokens: 10, reportedCostUsd: "0.25", callsWithoutUsage: 0 },
  ]);
  expect(report.rows[1]?.series.reportedCostUsd[0]).toBe("0.25");
  expect(report.rows[1]?.series.reportedCostUsd.at(-1)).toBeNull();
});

test("usage: by a tag", async () => {
  const report = UsageReport.parse((await api.ask("/api/usage?by=tag:team")).answer);
  expect(report.rows.map(({ value, calls }) => [value, calls])).toEqual([["blue", 2]]);
});

test("usage: says which dimensions there are", async () => {
  const { answer, status } = await api.ask("/api/usage?by=colour");
  expect(status).toBe(400);
  expect(answer).toMatchObject({ error: { message: expect.stringContaining("tag:<key>") } });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { spanFlags } from "../records/index.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { type LatencyFilter, latencyReport } from "./latency-report.ts";
import { noFilter as noTraceFilter } from "./trace-filter.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const tool = testSpan({ traceId: "t", spanId: "", kind: "tool", tool: "search", agent: "x" });
  const tools = Array.from({ length: 100 }, (_, i) => ({
    ...tool,
    spanId: `s${i}`,
    durationNs: BigInt(i + 1) * 10n,
    startUnixNano: testStart + (i < 50 ? 0n : 25n),
  }));
  await insertRows(db, {
    spans: [
      ...tools,
      { ...tool, spanId: "failed", tool: "fetch", status: "error", durationNs: 7n },
      { ...tool, spanId: "running", tool: "fetch", flags: spanFlags.pending },
      testSpan({ traceId: "t", spanId: "noise", kind: "noise", durationNs: 10n ** 9n }),
      testCall({ traceId: "t", spanId: "call", durationNs: 3n }, [1, 1]),
    ],
  });
  await insertRows(db, { spans: tools.slice(0, 60) });
}, 60_000);
afterAll(() => db.close());

const noFilter: LatencyFilter = { kind: [], agent: [], model: [], tool: [], service: [] };
const query = {
  project: "default",
  fromUnixNano: testStart,
  toUnixNano: testStart + 30n,
  originUnixNano: testStart,
  intervalNs: 10n,
  traces: null,
  limit: 10,
};

test("measures each step once for each span, by summed time", async () => {
  const { steps } = await latencyReport(db, { ...query, filter: noFilter });
  expect(steps.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
    "tool search",
    "tool fetch",
    "llm small",
  ]);
  const [search] = steps;
  expect(search).toMatchObject({ count: 100, errors: 0, maxNs: 1000, totalNs: 50_500 });
  expect(Math.abs((search?.p50Ns ?? 0) - 505)).toBeLessThan(20);
  expect(Math.abs((search?.p95Ns ?? 0) - 955)).toBeLessThan(20);
  expect(steps[1]).toMatchObject({ count: 1, errors: 1, p50Ns: 7, p99Ns: 7 });
});

test("tells the intervals apart", async () => {
  const { intervals } = await latencyReport(db, { ...query, filter: noFilter, limit: 1 });
  expect(intervals).toMatchObject([
    { step: "search", index: 0, count: 50 },
    { step: "search", index: 2, count: 50 },
  ]);
});

test("keeps to the filter, and shows noise to those who ask for it", async () => {
  const stepsOf = async (filter: Partial<LatencyFilter>) => {
    const report = await latencyReport(db, { ...query, filter: { ...noFilter, ...filter } });
    return report.steps.map(({ step }) => step);
  };
  expect(await stepsOf({ kind: ["noise"] })).toEqual(["step"]);
  expect(await stepsOf({ agent: ["x"], tool: ["fetch"] })).toEqual(["fetch"]);
  expect(await stepsOf({ model: ["small", "large"] })).toEqual(["small"]);
});

test("measures steps of the traces that pass, as wholes", async () => {
  const project = "traces";
  await insertRows(db, {
    spans: ["1.0", "2.0"].flatMap((agentVersion, i) => [
      testSpan({
        project,
        traceId: agentVersion,
        spanId: "1",
        kind: "agent",
        agent: "a",
        agentVersion,
      }),
      testSpan({
        project,
        traceId: agentVersion,
        spanId: "2",
        parentSpanId: "1",
        kind: "tool",
        tool: "search",
        durationNs: BigInt(i + 1) * 100n,
      }),
    ]),
  });
  const versions = async (text: string) => {
    const version = { on: "value", column: "agent_version", negated: false } as const;
    const conditions = [{ ...version, anyOf: [{ text, glob: true }] }];
    const traces = { ...noTraceFilter, conditions };
    const period = { fromUnixNano: testStart, toUnixNano: testStart + 10n };
    const { steps } = await latencyReport(db, {
      ...query,
      ...period,
      project,
      traces,
      filter: {
        ...noFilter,
        kind: ["tool"],
      },
    });
    return steps.map(({ count, maxNs }) => [count, maxNs]);
  };
  expect(await versions("1.*")).toEqual([[1, 100]]);
  expect(await versions("2.*")).toEqual([[1, 200]]);
  expect(await versions("*")).toEqual([[2, 200]]);
});

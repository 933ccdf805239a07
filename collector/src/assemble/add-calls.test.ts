import { type Database, createStore } from "@spanward/clickhouse";
import { noUsage, type SpanRecord } from "@spanward/clickhouse/records";
import { insertRows, openTestDatabase, testCall, testSpan } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCalls } from "./add-calls.ts";
import { settleCallsOf } from "./settled-calls.ts";

// Goal: a trace stored before it was whole sums up to what it would, had it been stored right.
// Method: each trace is stored as its spans say alone, and once more with `counted` as it should be.

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const call = (spanId: string, tokens: [number, number], more: Partial<SpanRecord> = {}) =>
  testCall({ traceId: "t", spanId, ...more }, tokens);
const inner = { parentSpanId: "outer" };
const total = {
  usageSource: "aggregate",
  usage: { ...noUsage, inputTokens: 99 },
  reportedCostNanoUsd: 50n,
} as const;
const root = testSpan({ traceId: "t", spanId: "root", kind: "agent", ...total });

const cases: Record<string, SpanRecord[]> = {
  "a wrapper": [call("outer", [10, 5]), call("inner", [10, 5], inner)],
  "a wrapper with cost over a call without": [
    call("outer", [10, 5], { reportedCostNanoUsd: 7n }),
    call("inner", [10, 5], inner),
  ],
  "two steps in one wrapper, beside another call": [
    call("outer", [30, 3], { model: "alias" }),
    call("one", [10, 1], { ...inner, requestedTools: ["a"] }),
    call("two", [20, 2], { ...inner, usageSource: "derived", reportedCostNanoUsd: 2n }),
    call("other", [5, 5], { reportedCostNanoUsd: 3n }),
  ],
  "a wrapper in an agent with a total": [
    root,
    call("outer", [10, 5]),
    call("inner", [10, 5], inner),
  ],
  "embeddings told twice": [
    call("outer", [10, 0], { kind: "embedding" }),
    call("inner", [10, 0], { ...inner, kind: "embedding" }),
  ],
  "an attempt that failed inside": [
    call("outer", [10, 5]),
    call("failed", [0, 0], { ...inner, usageSource: "none", status: "error" }),
    call("inner", [10, 5], inner),
  ],
};

test.each(Object.keys(cases))("%s", async (name) => {
  const store = createStore(db);
  const spans = (cases[name] ?? []).map((span) => ({ ...span, project: `${name}: early` }));
  await insertRows(db, { spans });
  const trace = { project: `${name}: early`, traceId: "t" };
  const settled = settleCallsOf(
    await store.traceTree({ ...trace, limit: 100 }),
    await store.traceCalls({ ...trace, limit: 100 }),
  );
  const changed = [...settled.values()].filter((each) => each.changed);
  const without = changed.map(({ span }) => span.spanId);
  const before = await store.traceSummary({ ...trace, without });

  const right = spans.map((span) => {
    const decided = settled.get(span.spanId);
    return {
      ...span,
      ...decided?.span,
      counted: decided?.counted ?? false,
      project: `${name}: right`,
    };
  });
  await insertRows(db, { spans: right });
  const after = await store.traceSummary({ ...trace, project: `${name}: right`, without: [] });

  expect(changed.length).toBeGreaterThan(0);
  const sum = before && addCalls(before, changed);
  expect(sum && inOrder(sum)).toEqual(after && inOrder(after));
});

test("changes nothing that was stored right", async () => {
  const spans = [call("outer", [1, 1], { counted: false }), call("inner", [1, 1], inner)];
  await insertRows(db, { spans: spans.map((span) => ({ ...span, project: "right" })) });
  const of = { project: "right", traceId: "t", limit: 100 };
  const store = createStore(db);
  const settled = settleCallsOf(await store.traceTree(of), await store.traceCalls(of));
  expect([...settled.values()].map(({ changed }) => changed)).toEqual([false, false]);
});

/** Sets come in no order. */
const inOrder = <Trace extends { models: string[]; sources: string[]; toolNames: string[] }>(
  trace: Trace,
) => ({
  ...trace,
  models: trace.models.toSorted(),
  sources: trace.sources.toSorted(),
  toolNames: trace.toolNames.toSorted(),
});

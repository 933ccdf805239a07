import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { noUsage, spanFlags, type SpanRecord } from "../records/index.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { listTraces } from "./list-traces.ts";
import { allTime, inPeriod } from "./period.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";
import { noFilter } from "./trace-filter.ts";
import { traceSummary } from "./trace-summary.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

/** Inserts a trace of its own and gives its aggregate. */
async function sum(project: string, spans: SpanRecord[]): Promise<TraceAggregate> {
  await insertRows(db, { spans: spans.map((span) => ({ ...span, project, traceId: project })) });
  const trace = await traceSummary(db, { project, traceId: project, without: [] });
  if (!trace) throw new Error("the trace is not there");
  return trace;
}

const span = (spanId: string, more: Partial<SpanRecord> = {}) =>
  testSpan({ traceId: "", spanId, parentSpanId: spanId === "root" ? "" : "root", ...more });
const call = (spanId: string, tokens: [number, number], more: Partial<SpanRecord> = {}) =>
  testCall({ traceId: "", spanId, parentSpanId: "root", ...more }, tokens);

describe("attribution", () => {
  test("is the root's, else the earliest span's that has one", async () => {
    const trace = await sum("attribution", [
      span("late", { startUnixNano: testStart + 9n, sessionId: "late", userId: "late" }),
      span("early", { startUnixNano: testStart - 1n, sessionId: "early", tags: { a: "1" } }),
      span("root", { name: "run", sessionId: "root", environment: "prod", labels: ["x"] }),
    ]);
    expect(trace).toMatchObject({
      rootSpanId: "root",
      traceName: "run",
      sessionId: "root",
      userId: "late",
      traceTags: { a: "1" },
      traceEnvironment: "prod",
      traceLabels: ["x"],
      startUnixNano: testStart - 1n,
    });
  });

  test("is the earliest span's while there is no root", async () => {
    const trace = await sum("rootless", [
      span("b", { startUnixNano: testStart + 1n, name: "second", agent: "two" }),
      span("a", { name: "first", agent: "one" }),
    ]);
    expect(trace).toMatchObject({ rootSpanId: "", traceName: "first", missingParents: 1 });
    expect(trace.agents).toEqual({ one: testStart, two: testStart + 1n });
  });

  test("takes the first input and the last output where the root shows none", async () => {
    const trace = await sum("previews", [
      span("root"),
      span("a", { inputPreview: "in a", outputPreview: "out a" }),
      span("b", { startUnixNano: testStart + 1n, inputPreview: "in b", outputPreview: "out b" }),
    ]);
    expect(trace).toMatchObject({ inputPreview: "in a", outputPreview: "out b" });
  });
});

test.each([
  ["ok", "error", "ok"],
  ["error", "ok", "error"],
  ["unset", "error", "error"],
  ["unset", "ok", "ok"],
  ["unset", "unset", "unset"],
] as const)("a root that is %s over a span that is %s gives %s", async (root, child, status) => {
  const project = `status-${root}-${child}`;
  const trace = await sum(project, [span("root", { status: root }), span("a", { status: child })]);
  expect(trace.traceStatus).toBe(status);
});

describe("usage", () => {
  test("is of calls that count; what they report is their own", async () => {
    const wrapper = call("wrapper", [99, 99], { counted: false, model: "alias" });
    const trace = await sum("usage", [
      span("root", { usageSource: "aggregate", usage: { ...noUsage, inputTokens: 999 } }),
      wrapper,
      call("a", [10, 5], { parentSpanId: "wrapper", reportedCostNanoUsd: 3n }),
      call("b", [7, 1], { usageSource: "estimated", requestedTools: ["search", "fetch"] }),
      call("failed", [1, 0], { status: "error" }),
      call("silent", [0, 0], { usageSource: "none" }),
      call("vector", [40, 0], { kind: "embedding", model: "vectors" }),
      span("tool", { kind: "tool", tool: "search", status: "error", reportedCostNanoUsd: 50n }),
    ]);
    expect(trace).toMatchObject({
      llmCalls: 3,
      toolCalls: 1,
      errorCount: 2,
      inputTokens: 18,
      outputTokens: 6,
      embeddingTokens: 40,
      totalTokens: 64,
      costNanoUsd: 3n,
      countedCosts: 1,
    });
    expect(trace.sources.toSorted()).toEqual(["estimated", "provider"]);
    expect(trace.toolNames.toSorted()).toEqual(["fetch", "search"]);
    expect(trace.models.toSorted()).toEqual(["alias", "small", "vectors"]);
  });

  test("is the largest total of a wrapper when no call reports any", async () => {
    const total = (inputTokens: number): Partial<SpanRecord> => ({
      usageSource: "aggregate",
      usage: { ...noUsage, inputTokens, outputTokens: 1, cacheReadTokens: inputTokens - 1 },
      reportedCostNanoUsd: BigInt(inputTokens),
    });
    const trace = await sum("totals", [
      span("root", total(30)),
      span("inner", { parentSpanId: "root", ...total(20) }),
      call("silent", [0, 0], { usageSource: "none" }),
    ]);
    expect(trace).toMatchObject({
      sources: ["aggregate"],
      inputTokens: 30,
      outputTokens: 1,
      cacheReadTokens: 29,
      costNanoUsd: 30n,
      countedCosts: 0,
      llmCalls: 1,
    });
  });

  test("is unknown when nothing was reported", async () => {
    const trace = await sum("unknown", [span("root"), call("a", [0, 0], { usageSource: "none" })]);
    expect(trace).toMatchObject({ sources: [], inputTokens: 0, costNanoUsd: null });
  });

  test("leaves out the calls it is told to", async () => {
    await sum("without", [span("root"), call("a", [1, 1]), call("b", [10, 10])]);
    const trace = await traceSummary(db, {
      project: "without",
      traceId: "without",
      without: ["b"],
    });
    expect(trace).toMatchObject({ spanCount: 3, llmCalls: 1, inputTokens: 1 });
  });
});

test("what is still running, and parents that are not there, are counted", async () => {
  const trace = await sum("incomplete", [
    span("root", { flags: spanFlags.pending }),
    span("a", { parentSpanId: "gone" }),
    span("b", { parentSpanId: "gone" }),
    span("c", { parentSpanId: "lost" }),
  ]);
  expect(trace).toMatchObject({ pendingCount: 1, missingParents: 2 });
});

// Spans may come in several versions, twice, in parts and in any order.
const deliveries = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 8 }),
      ver: fc.integer({ min: 1, max: 3 }),
      parent: fc.integer({ min: 0, max: 9 }),
      kind: fc.constantFrom("llm", "tool", "embedding", "agent"),
      status: fc.constantFrom("unset", "ok", "error"),
      usageSource: fc.constantFrom("none", "provider", "derived", "aggregate"),
      tokens: fc.nat(50),
      cost: fc.option(fc.bigInt({ min: 0n, max: 9n })),
    }),
    { minLength: 1, maxLength: 16, selector: ({ id, ver }) => `${id}.${ver}` },
  )
  .chain((drafts) => fc.tuple(fc.constant(drafts), fc.shuffledSubarray(drafts)));
type Draft = Parameters<Parameters<typeof deliveries.map>[0]>[0][0][number];

const rowOf = ({ id, ver, parent, tokens, cost, kind, status, usageSource }: Draft): SpanRecord =>
  testSpan({
    traceId: "t",
    spanId: `s${id}`,
    parentSpanId: parent === 0 ? "" : `s${parent}`,
    // Seven hours apart, so that a trace lies in several partitions.
    startUnixNano: testStart + BigInt(id) * 25_200_000_000_000n,
    ver: BigInt(ver),
    kind,
    status,
    usageSource,
    name: `${id}.${ver}`,
    model: `m${tokens % 3}`,
    tool: kind === "tool" ? `t${tokens % 3}` : "",
    counted: (kind === "llm" || kind === "embedding") && usageSource !== "aggregate",
    usage: { ...noUsage, inputTokens: tokens, outputTokens: ver },
    reportedCostNanoUsd: cost,
  });

test("the list, the trace alone and a whole period agree on what the winning versions say", async () => {
  let run = 0;
  const law = fc.asyncProperty(
    fc.array(deliveries, { minLength: 25, maxLength: 25 }),
    async (traces) => {
      const project = `law-${run++}`;
      const rows = traces.flatMap(([drafts, again], i) =>
        [...drafts, ...again].map((draft) => ({ ...rowOf(draft), project, traceId: `t${i}` })),
      );
      const half = rows.length / 2;
      await insertRows(db, { spans: rows.slice(half) });
      await insertRows(db, { spans: rows.slice(0, half) });

      const query = { project, ...allTime };
      const page = await listTraces(db, { ...query, filter: noFilter, limit: 50, after: null });
      const listed = byId(page.traces);
      const sql = traceAggregates({ traces: "of a period", where: inPeriod });
      const whole = byId(await db.select(TraceAggregate, sql, query));
      for (const [i, [drafts]] of traces.entries()) {
        const traceId = `t${i}`;
        expect(listed.get(traceId)).toMatchObject(factsOf(drafts));
        expect(whole.get(traceId)).toEqual(listed.get(traceId));
      }
      const alone = await traceSummary(db, { project, traceId: "t0", without: [] });
      expect(byId(alone ? [alone] : []).get("t0")).toEqual(listed.get("t0"));
    },
  );
  await fc.assert(law, { numRuns: 3 });
}, 180_000);

function factsOf(drafts: Draft[]): Partial<TraceAggregate> {
  const winners = drafts
    .filter(({ id, ver }) => !drafts.some((other) => other.id === id && other.ver > ver))
    .map((draft) => rowOf(draft));
  const calls = winners.filter(({ counted }) => counted);
  const known = calls.filter(({ usageSource }) => usageSource !== "none");
  return {
    spanCount: winners.length,
    errorCount: winners.filter(({ status }) => status === "error").length,
    toolCalls: winners.filter(({ kind }) => kind === "tool").length,
    llmCalls: calls.filter(({ kind, status }) => kind === "llm" && status !== "error").length,
    embeddingTokens: known
      .filter(({ kind }) => kind === "embedding")
      .reduce((tokens, { usage }) => tokens + usage.inputTokens, 0),
  };
}

/** By trace id, with sets in order: they come in none. */
const byId = (traces: TraceAggregate[]): Map<string, TraceAggregate> =>
  new Map(
    traces.map((trace) => [
      trace.traceId,
      {
        ...trace,
        models: trace.models.toSorted(),
        sources: trace.sources.toSorted(),
        toolNames: trace.toolNames.toSorted(),
      },
    ]),
  );

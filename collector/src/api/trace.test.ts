import type { Database } from "@spanward/clickhouse";
import {
  insertRows,
  openTestDatabase,
  testCall,
  testSpan,
  testStart,
} from "@spanward/clickhouse/testing";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { skeletonFlags, TraceSkeleton } from "./answers/trace-skeleton.ts";
import { TraceList, TraceSummary } from "./answers/trace-summary.ts";
import { testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
}, 60_000);
afterAll(() => db.close());

const id = (text: string, digits: number) =>
  Buffer.from(text).toString("hex").padStart(digits, "0");
const traceIdOf = (name: string) => id(name, 32);

type Draft = Partial<SpanRecord> & { spanId: string };
const place = (trace: string, draft: Draft) => ({
  ...draft,
  traceId: traceIdOf(trace),
  spanId: id(draft.spanId, 16),
  parentSpanId: draft.parentSpanId ? id(draft.parentSpanId, 16) : "",
});
const span = (trace: string, draft: Draft) => testSpan(place(trace, draft));
const call = (trace: string, draft: Draft, tokens: [number, number]) =>
  testCall(place(trace, draft), tokens);

const summaryOf = async (trace: string) =>
  TraceSummary.parse((await api.ask(`/api/traces/${traceIdOf(trace)}`)).answer);
const skeletonOf = async (trace: string) =>
  TraceSkeleton.parse((await api.ask(`/api/traces/${traceIdOf(trace)}/skeleton`)).answer);
async function rowOf(trace: string): Promise<TraceSummary | undefined> {
  const { answer } = await api.ask("/api/traces?limit=200");
  return TraceList.parse(answer).traces.find(({ traceId }) => traceId === traceIdOf(trace));
}

const later = (ns: number) => testStart + BigInt(ns);

describe("a trace alone says what its row in the list says", () => {
  const run = (trace: string) => [
    span(trace, {
      spanId: "root",
      kind: "agent",
      agent: "a",
      name: "run",
      sessionId: "s",
      status: "ok",
    }),
    call(
      trace,
      { spanId: "call", parentSpanId: "root", startUnixNano: later(5), reportedCostNanoUsd: 9n },
      [10, 5],
    ),
    span(trace, {
      spanId: "tool",
      parentSpanId: "root",
      kind: "tool",
      tool: "search",
      status: "error",
    }),
  ];
  const cases: Record<string, SpanRecord[][]> = {
    once: [run("once")],
    twice: [run("twice"), run("twice").toReversed()],
    split: run("split").map((each) => [each]),
    lateRoot: run("lateRoot")
      .toReversed()
      .map((each) => [each]),
    rootless: [run("rootless").slice(1)],
    pending: [[{ ...span("pending", { spanId: "root" }), flags: 16, ver: 0n }], run("pending")],
    wrapper: [
      [
        call("wrapper", { spanId: "outer", counted: false, name: "generate" }, [10, 5]),
        call("wrapper", { spanId: "inner", parentSpanId: "outer" }, [10, 5]),
      ],
    ],
    total: [
      [
        span("total", {
          spanId: "root",
          kind: "agent",
          usageSource: "aggregate",
          usage: { ...call("", { spanId: "" }, [7, 7]).usage },
        }),
      ],
    ],
    noUsage: [
      [call("noUsage", { spanId: "root", usageSource: "none", outputPreview: "Hi." }, [0, 0])],
    ],
  };

  test.each(Object.entries(cases))("%s", async (trace, deliveries) => {
    for (const spans of deliveries) await insertRows(db, { spans });
    const summary = await summaryOf(trace);
    expect(await rowOf(trace)).toEqual(summary);
    expect(summary.spanCount).toBe(new Set(deliveries.flat().map(({ spanId }) => spanId)).size);
    expect((await skeletonOf(trace)).complete).toBe(summary.complete);
  });

  test("and unknown usage is null, of wrappers alone the largest", async () => {
    expect(await summaryOf("noUsage")).toMatchObject({
      usage: null,
      usageSource: null,
      llmCalls: 1,
    });
    expect(await summaryOf("total")).toMatchObject({
      usage: { inputTokens: 7 },
      usageSource: "aggregate",
      llmCalls: 0,
    });
  });
});

test("decides anew which calls count when they were stored before their trace was whole", async () => {
  // Both were stored as counting: the inner one arrived long after the outer one.
  await insertRows(db, {
    spans: [
      span("stale", { spanId: "root", kind: "agent" }),
      call(
        "stale",
        {
          spanId: "outer",
          parentSpanId: "root",
          usageSource: "none",
          outputPreview: "what the inner one answered", // without an answer it were no call at all
          reportedCostNanoUsd: 3n,
        },
        [0, 0],
      ),
      call("stale", { spanId: "inner", parentSpanId: "outer", startUnixNano: later(1) }, [10, 5]),
      call("stale", { spanId: "other", parentSpanId: "root", startUnixNano: later(2) }, [1, 1]),
    ],
  });
  expect(await summaryOf("stale")).toMatchObject({
    llmCalls: 2,
    usage: { inputTokens: 11, outputTokens: 6 },
    costUsd: "0.000000003",
  });
  const { flags } = await skeletonOf("stale");
  const bits = skeletonFlags.counted | skeletonFlags.superseded;
  expect(flags.map((each) => each & bits)).toEqual([
    0,
    skeletonFlags.superseded,
    skeletonFlags.counted,
    skeletonFlags.counted,
  ]);
});

test("lays out a trace that came in disorder", async () => {
  const skeleton = await skeletonOf("lateRoot");
  expect(skeleton).toMatchObject({
    traceId: traceIdOf("lateRoot"),
    startTime: "2026-11-18T10:00:00.000000000Z",
    spanCount: 3,
    totalSpanCount: 3,
    kinds: ["agent", "tool", "llm"],
    subtree: [3, 1, 1],
    status: [1, 2, 0],
    inputTokens: [-1, -1, 10],
    costs: { row: [2], nanoUsd: ["9"] },
  });
});

test("takes ids in either case, and refuses what is none", async () => {
  const upper = await api.ask(`/api/traces/${traceIdOf("once").toUpperCase()}`);
  expect(upper.status).toBe(200);
  expect(await api.ask("/api/traces/xyz")).toMatchObject({
    status: 400,
    answer: { error: { code: "invalid_parameter", message: expect.stringContaining("32 hex") } },
  });
});

test.each(["", "/skeleton", `/spans/${id("a", 16)}`, `/spans/${id("a", 16)}/parts?part=output.0`])(
  "says so where there is nothing: %s",
  async (path) => {
    const { answer, status } = await api.ask(`/api/traces/${traceIdOf("none")}${path}`);
    expect(status).toBe(404);
    expect(answer).toMatchObject({ error: { code: expect.stringMatching(/^no_such_/) } });
  },
);

test("shows nothing of another project", async () => {
  const { status } = await api.ask(`/api/traces/${traceIdOf("once")}?project=other`);
  expect(status).toBe(404);
});

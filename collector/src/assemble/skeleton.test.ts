import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { TraceSpans } from "@spanward/clickhouse";
import { noUsage, spanFlags } from "@spanward/clickhouse/records";
import fc from "fast-check";
import { expect, test } from "vitest";
import { skeletonFlags, TraceSkeleton } from "../api/answers/trace-skeleton.ts";
import type { SettledCall } from "./settled-calls.ts";
import { assembleSkeleton } from "./skeleton.ts";

type SpanOf = { [Name in keyof TraceSpans]: TraceSpans[Name][number] };

const span = (values: Partial<SpanOf> & { spanId: string }): SpanOf => ({
  parentSpanId: "",
  startUnixNano: "1000000",
  durationNs: "5000000",
  kind: "step",
  name: "step",
  agent: "",
  model: "",
  tool: "",
  service: "",
  status: "unset",
  usageSource: "none",
  inputTokens: "0",
  outputTokens: "0",
  reportedCostNanoUsd: null,
  eventCount: 0,
  linkCount: 0,
  contentBytes: "0",
  flags: 0,
  ...values,
});

function columnsOf(spans: SpanOf[]): TraceSpans {
  const names = Object.keys(span({ spanId: "" }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one column for each field, by construction
  return Object.fromEntries(
    names.map((name) => [name, spans.map((each) => Reflect.get(each, name))]),
  ) as TraceSpans;
}

function skeletonOf(spans: SpanOf[]): TraceSkeleton {
  return assembleSkeleton({
    traceId: "t",
    spans: columnsOf(spans),
    calls: new Map(
      spans.filter(({ kind }) => kind === "llm").map((each) => [each.spanId, callOf(each)]),
    ),
    totalSpanCount: spans.length,
    formatInstant: String,
  });
}

const callOf = (call: SpanOf): SettledCall => ({
  span: {
    spanId: call.spanId,
    parentSpanId: call.parentSpanId,
    startUnixNano: BigInt(call.startUnixNano),
    durationNs: BigInt(call.durationNs),
    kind: "llm",
    scope: "",
    status: "ok",
    flags: 0,
    usageSource: call.usageSource === "none" ? "none" : "provider",
    usage: {
      ...noUsage,
      inputTokens: Number(call.inputTokens),
      outputTokens: Number(call.outputTokens),
    },
    requestedTools: [],
    reportedCostNanoUsd:
      call.reportedCostNanoUsd === null ? null : BigInt(call.reportedCostNanoUsd),
    provider: "",
    model: call.model,
    requestModel: "",
    responseId: "",
    finishReason: "",
    outputPreview: "",
  },
  counted: call.name !== "wrapper",
  supersededBy: call.name === "wrapper" ? id(2) : null,
  changed: false,
});

const id = (number: number) => number.toString(16).padStart(16, "0");

test("lays spans out in pre-order with their words, times, tokens and cost", () => {
  const skeleton = skeletonOf([
    span({
      spanId: id(2),
      parentSpanId: id(1),
      kind: "llm",
      name: "chat",
      model: "small",
      startUnixNano: "3001999",
      durationNs: "2000000",
      usageSource: "provider",
      inputTokens: "10",
      outputTokens: "5",
      reportedCostNanoUsd: "7",
      status: "error",
      contentBytes: "12",
      eventCount: 1,
      linkCount: 2,
    }),
    span({ spanId: id(3), parentSpanId: id(9), flags: spanFlags.pending | spanFlags.timeClamped }),
    span({ spanId: id(1), kind: "agent", name: "run", agent: "a", service: "s", status: "ok" }),
    span({
      spanId: id(4),
      parentSpanId: id(1),
      kind: "llm",
      name: "chat",
      startUnixNano: "4000000",
    }),
  ]); // oxfmt
  expect(TraceSkeleton.parse(skeleton)).toMatchObject({
    startTime: "1000000",
    durationNs: 8_000_000,
    spanCount: 4,
    complete: false,
    ids: id(1) + id(2) + id(4) + id(3),
    parentDelta: [0, 1, 2, 0],
    subtree: [3, 1, 1, 1],
    kinds: ["agent", "llm", "step"],
    kind: [0, 1, 1, 2],
    names: ["run", "chat", "step"],
    agent: [0, -1, -1, -1],
    model: [-1, 0, -1, -1],
    status: [1, 2, 0, 0],
    startDeltaUs: [0, 2001, 999, -3000],
    durationUs: [5000, 2000, 5000, 5000],
    ownUs: [2001, 2000, 5000, 5000],
    inputTokens: [-1, 10, -1, -1],
    outputTokens: [-1, 5, -1, -1],
    costs: { row: [1], nanoUsd: ["7"] },
  });
  const { counted, hasContent, hasEvents, hasLinks, orphan, pending, timeClamped, usageUnknown } =
    skeletonFlags;
  const path = skeletonFlags.criticalPath;
  expect(skeleton.flags.map((flags) => flags & ~path)).toEqual([
    0,
    counted | hasContent | hasEvents | hasLinks,
    counted | usageUnknown,
    orphan | pending | timeClamped,
  ]);
});

test("says which span another one speaks for", () => {
  const wrapper = span({ spanId: id(1), kind: "llm", name: "wrapper", usageSource: "provider" });
  const call = span({ spanId: id(2), parentSpanId: id(1), kind: "llm" });
  const { counted, superseded, usageUnknown } = skeletonFlags;
  expect(
    skeletonOf([wrapper, call]).flags.map((flags) => flags & ~skeletonFlags.criticalPath),
  ).toEqual([superseded, counted | usageUnknown]);
});

test("is complete with a root, all parents and nothing running", () => {
  const root = span({ spanId: id(1) });
  const child = span({ spanId: id(2), parentSpanId: id(1) });
  expect(skeletonOf([root, child]).complete).toBe(true);
  expect(skeletonOf([child]).complete).toBe(false);
  expect(skeletonOf([root, { ...child, parentSpanId: id(3) }]).complete).toBe(false);
  expect(skeletonOf([root, { ...child, flags: spanFlags.pending }]).complete).toBe(false);
});

test("does not depend on the order in which spans come", () => {
  const spans = fc.uniqueArray(
    fc.record({ spanId: fc.nat(30), parent: fc.nat(32), start: fc.nat(4), name: fc.nat(3) }),
    { selector: ({ spanId }) => spanId, minLength: 1, maxLength: 30 },
  );
  const twice = spans.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  const build = (list: { spanId: number; parent: number; start: number; name: number }[]) =>
    skeletonOf(
      list.map(({ spanId, parent, start, name }) =>
        span({
          spanId: id(spanId + 1),
          parentSpanId: parent === 0 ? "" : id(parent),
          startUnixNano: String(start),
          name: `n${name}`,
        }),
      ),
    );
  fc.assert(
    fc.property(twice, ([one, other]) => {
      expect(build(other)).toEqual(build(one));
    }),
  );
});

test.each([
  [10_000, 250_000],
  [100_000, 2_000_000],
])(
  "%i spans take at most %i bytes compressed",
  (count, bytesMax) => {
    expect(gzipSync(JSON.stringify(skeletonOf(agentRun(count)))).length).toBeLessThan(bytesMax);
  },
  120_000,
);

/** Turns of a model call with its tools, in agents that call agents, with times and tokens like real ones. */
function agentRun(count: number): SpanOf[] {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const spans: SpanOf[] = [];
  const agents: string[] = [];
  let clock = 1_000_000_000;
  for (let i = 0; i < count; i++) {
    const spanId = randomBytes(8).toString("hex");
    const duration = 1_000_000 + random(2_000_000_000);
    clock += random(300_000_000);
    const roll = random(10);
    const kind = roll === 0 || i === 0 ? "agent" : roll < 5 ? "llm" : "tool";
    if (kind === "agent") agents.push(spanId);
    spans.push(
      span({
        spanId,
        parentSpanId: i === 0 ? "" : (agents[Math.max(0, agents.length - 1 - random(3))] ?? ""),
        startUnixNano: String(clock),
        durationNs: String(duration),
        kind,
        name: kind === "llm" ? "chat large" : `${kind} ${random(40)}`,
        agent: `agent ${random(7)}`,
        model: kind === "llm" ? "large" : "",
        tool: kind === "tool" ? `tool ${random(40)}` : "",
        service: "agents",
        status: random(20) === 0 ? "error" : "ok",
        usageSource: kind === "llm" ? "provider" : "none",
        inputTokens: kind === "llm" ? String(random(20_000)) : "0",
        outputTokens: kind === "llm" ? String(random(1500)) : "0",
        reportedCostNanoUsd: kind === "llm" ? String(random(50_000_000)) : null,
        contentBytes: "500",
      }),
    );
  }
  return spans;
}

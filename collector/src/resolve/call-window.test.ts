import fc from "fast-check";
import { expect, test } from "vitest";
import {
  noUsage,
  type SpanKind,
  type SpanRecord,
  type SpanStatus,
  type UsageSource,
} from "@spanward/clickhouse/records";
import { accountOf } from "./call-account.ts";
import { createCallWindow, type TraceWitness } from "./call-window.ts";
import { isCall } from "./is-call.ts";
import { settleTrace } from "./supersession.ts";
import { emptySpan } from "./test-spans.ts";

// Goal: whatever the order and the batches in which a trace comes in, what is stored in the end is
// what the rule says of the whole trace. Method: random traces, shuffled, cut into batches, with
// spans sent twice; of the rows written the highest `ver` wins, as in the store.

/** What a span is told apart by, short enough to read in a counterexample. */
const facts = fc.record({
  parent: fc.constantFrom("", "missing", "0", "1", "2", "3", "4", "5", "6"),
  kind: fc.constantFrom<SpanKind>("llm", "llm", "llm", "embedding", "step", "tool", "workflow"),
  status: fc.constantFrom<SpanStatus>("ok", "ok", "error"),
  source: fc.constantFrom<UsageSource>("none", "provider", "provider", "aggregate"),
  tokens: fc.constantFrom([10, 0], [30, 0], [30, 20]),
  scope: fc.constantFrom("framework", "framework", "client"),
  start: fc.nat({ max: 20 }),
  answer: fc.constantFrom("", "", "a", "b"),
  tools: fc.constantFrom<string[]>([], ["search"]),
  cost: fc.constantFrom(null, 5n),
  parts: fc.nat({ max: 3 }),
});
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never;

function toSpan(one: Facts, at: number, all: Facts[]): SpanRecord {
  const [inputTokens = 0, cacheReadTokens = 0] = one.source === "none" ? [] : one.tokens;
  const record: SpanRecord = {
    ...emptySpan,
    spanId: String(at),
    parentSpanId: isInRing(at, all) ? "" : one.parent,
    kind: one.kind,
    status: one.status,
    usageSource: one.source,
    usage: { ...noUsage, inputTokens, cacheReadTokens },
    scope: one.scope,
    startUnixNano: BigInt(one.start) * 50_000_000n,
    durationNs: 5n,
    responseId: one.answer,
    requestedTools: one.tools,
    reportedCostNanoUsd: one.cost,
    ver: 2n ** 32n + 10n + BigInt(one.parts),
  };
  return { ...record, counted: isCall(record) };
}

/** The same span, sent before everything was known of it. What is a call stays one. */
function poorer(span: SpanRecord): SpanRecord {
  const isTotal = span.usageSource === "aggregate";
  const unknown = isTotal ? {} : { usageSource: "none" as const, usage: noUsage };
  const poor: SpanRecord = { ...span, ...unknown, requestedTools: [], ver: span.ver - 10n };
  return { ...poor, counted: isCall(poor) };
}

/** A ring of parents is nonsense, of which no order makes sense. */
function isInRing(start: number, all: Facts[]): boolean {
  let at = all[start]?.parent ?? "";
  for (let hops = 0; hops < all.length; hops += 1) at = all[Number.parseInt(at, 10)]?.parent ?? "";
  return all[Number.parseInt(at, 10)] !== undefined;
}

const delivery = fc.record({
  all: fc.array(facts, { minLength: 7, maxLength: 7 }),
  // From 7 on: the poorer delivery of a span.
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], { minLength: 14 }),
  cuts: fc.array(fc.nat({ max: 14 }), { maxLength: 6 }),
});

const toBatches = (sent: SpanRecord[], cuts: number[]): SpanRecord[][] => {
  const edges = [0, ...cuts.toSorted((a, b) => a - b), sent.length];
  return edges.slice(1).map((to, at) => sent.slice(edges[at], to));
};

const store = (rows: SpanRecord[]): Map<string, SpanRecord> => {
  const stored = new Map<string, SpanRecord>();
  for (const row of rows) {
    const other = stored.get(row.spanId);
    // Of two rows with one `ver` the store keeps either: here the one that is out of date.
    if (other === undefined || row.ver > other.ver) stored.set(row.spanId, row);
  }
  return stored;
};

const decided = ({ counted, ...row }: SpanRecord): object => ({ counted, ...accountOf(row) });

test("rows that came in any order say what the rule says of the whole trace", () => {
  fc.assert(
    fc.property(delivery, ({ all, cuts, order }) => {
      const spans = all.map(toSpan);
      const window = createCallWindow({ spansMax: 1000 });
      const deliveries = [...spans, ...spans.map(poorer)];
      const sent = order.flatMap((at) => deliveries[at] ?? []);
      const rows = toBatches(sent, cuts).flatMap((batch) => {
        const resolved = window.resolve(batch);
        return [...resolved.spans, ...resolved.corrections];
      });
      const stored = store(rows);
      const settled = [...settleTrace(spans)];
      expect(settled.map(([spanId]) => decided(stored.get(spanId) ?? emptySpan))).toEqual(
        settled.map(([, { account, counted }]) => ({ counted, ...account })),
      );
      const others = spans.filter((one) => !isCall(one));
      expect(others.map(({ spanId }) => stored.get(spanId))).toEqual(others);
    }),
    { numRuns: 1000 },
  );
});

const outer: SpanRecord = {
  ...emptySpan,
  spanId: "a",
  kind: "llm",
  finishReason: "stop",
  counted: true,
};
const inner: SpanRecord = { ...outer, spanId: "b", parentSpanId: "a" };

test("a correction is written once, and what is sent again changes nothing", () => {
  const window = createCallWindow({ spansMax: 10 });
  expect(window.resolve([outer])).toEqual({ spans: [outer], corrections: [] });
  const { corrections, spans } = window.resolve([inner]);
  expect(spans).toEqual([inner]);
  expect(corrections).toEqual([{ ...outer, counted: false, ver: corrections[0]?.ver }]);
  expect(corrections[0]?.ver).toBeGreaterThan(2n ** 40n);
  expect(window.resolve([inner, outer])).toEqual({
    spans: [inner, ...corrections],
    corrections: [],
  });
});

test("a new process that remembers what was stored goes on where the old one stopped", () => {
  const before = createCallWindow({ spansMax: 10 });
  const stored = [...before.resolve([outer]).spans];
  const after = createCallWindow({ spansMax: 10 });
  after.remember(stored);
  expect(after.resolve([inner]).corrections).toMatchObject([{ spanId: "a", counted: false }]);
});

test("a new process that remembers nothing undoes nothing", () => {
  const before = createCallWindow({ spansMax: 10 });
  const rows = [...before.resolve([outer]).spans, ...before.resolve([inner]).corrections];
  const after = createCallWindow({ spansMax: 10 });
  expect(store([...rows, ...after.resolve([outer]).spans]).get("a")?.counted).toBe(false);
});

test("what is remembered is bounded, and the trace that was silent longest goes first", () => {
  const window = createCallWindow({ spansMax: 2 });
  const inTrace = (traceId: string, span: SpanRecord): SpanRecord => ({ ...span, traceId });
  window.resolve([inTrace("1", outer)]);
  window.resolve([inTrace("2", outer)]);
  window.resolve([inTrace("1", { ...outer, spanId: "c" })]);
  expect(window.size()).toBe(2);
  expect(window.resolve([inTrace("2", inner)]).corrections).toEqual([]);
});

test("a log record fills in what the span lacks, whichever comes first", () => {
  const witness: TraceWitness = {
    project: outer.project,
    traceId: outer.traceId,
    key: "log",
    spanId: outer.spanId,
    responseId: "",
    timeUnixNano: 0n,
    parts: 0,
    account: { ...accountOf(emptySpan), requestedTools: ["search"] },
  };
  const spanFirst = createCallWindow({ spansMax: 10 });
  spanFirst.resolve([outer]);
  expect(spanFirst.resolve([], [witness]).corrections).toMatchObject([
    { requestedTools: ["search"] },
  ]);
  const logFirst = createCallWindow({ spansMax: 10 });
  logFirst.resolve([], [witness]);
  expect(logFirst.resolve([outer]).spans).toMatchObject([
    { requestedTools: ["search"], counted: true },
  ]);
});

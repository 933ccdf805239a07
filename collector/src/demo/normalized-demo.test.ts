import type { SpanRecord } from "@spanward/clickhouse/records";
import { beforeAll, expect, test } from "vitest";
import { decodeTraces } from "../decode/request.ts";
import { normalizeSpans } from "../normalize-all.ts";
import { exhibits } from "./exhibits.ts";
import { generateDemo } from "./generate-demo.ts";

// Goal: the demo shows what the product can, because each of its spans is understood.
// Method: through the server's own decoder and normaliser.

const now = Date.UTC(2026, 10, 22, 18, 30);
const spans: SpanRecord[] = [];

let rejectedTotal = 0;
let failures: Error[] = [];

beforeAll(async () => {
  for await (const { body } of generateDemo({ now, traces: 250 })) {
    const { items, rejected } = decodeTraces(body, "json");
    rejectedTotal += rejected;
    const normalized = normalizeSpans(items, { project: "demo", receivedUnixMs: now });
    failures = [...failures, ...normalized.failures];
    for (const { span } of normalized.items) spans.push(span);
  }
}, 60_000);

const distinct = (pick: (span: SpanRecord) => string) =>
  [...new Set(spans.map(pick))].filter((text) => text !== "").toSorted();

test("every span is recognised, in every convention", () => {
  expect({ rejectedTotal, failures }).toEqual({ rejectedTotal: 0, failures: [] });
  expect(distinct(({ kind }) => kind)).toEqual([
    "agent",
    "approval",
    "decision",
    "handoff",
    "llm",
    "retrieval",
    "step",
    "tool",
  ]);
  expect(distinct(({ convention }) => convention)).toEqual([
    "ai_sdk",
    "gen_ai",
    "openinference",
    "spanward",
    "traceloop",
  ]);
});

test("every span says whose it is: 5 business units, 12 use cases, 3 models, 7 agents and more", () => {
  expect(distinct(({ businessUnit }) => businessUnit)).toHaveLength(5);
  expect(distinct(({ useCase }) => useCase)).toHaveLength(12);
  expect(distinct(({ model }) => model)).toHaveLength(3);
  expect(distinct(({ agent }) => agent)).toEqual(
    expect.arrayContaining([
      "claims-intake",
      "code-reviewer",
      "hr-assistant",
      "procurement-agent",
      "refund-agent",
      "research-crew",
      "sql-analyst",
    ]),
  );
  const unowned = spans.filter(
    ({ businessUnit, sessionId, userId }) => !businessUnit || !sessionId || !userId,
  );
  expect(unowned).toEqual([]);
  expect(spans.filter(({ tags }) => tags["demo"] !== "true")).toEqual([]);
  const featured = spans.filter(({ tags }) => tags["featured"] === "true");
  expect(new Set(featured.map(({ tags }) => tags["exhibit"]))).toEqual(
    new Set(exhibits(1, now).map(({ name }) => name)),
  );
});

test("usage is the calls' own; wrappers only repeat it, and one stream's is unknown", () => {
  const source = (kind: string) =>
    new Set(spans.filter((span) => span.kind === kind).map(({ usageSource }) => usageSource));
  expect(source("agent")).toEqual(new Set(["none", "aggregate"]));
  const unknown = spans.filter(
    ({ kind, status, usageSource }) =>
      kind === "llm" && status !== "error" && usageSource === "none",
  );
  const exhibit = exhibits(1, now).find(({ id }) => id === "unknown-usage")?.traceId;
  expect(unknown.map(({ traceId }) => traceId)).toEqual([exhibit]);
  expect(spans.some(({ usage }) => usage.cacheReadTokens > 0)).toBe(true);
  expect(spans.some(({ usage }) => usage.reasoningTokens > 0)).toBe(true);
  expect(spans.some(({ reportedCostNanoUsd: cost }) => cost !== null && cost > 0n)).toBe(true);
});

test("the exhibits are found by their tags", () => {
  const featured = spans.filter(({ tags }) => tags["featured"] === "true");
  const traceOf = new Map(featured.map(({ tags, traceId }) => [tags["exhibit"], traceId]));
  const listed = exhibits(1, now).map(({ name }) => name);
  expect(new Set(traceOf.keys())).toEqual(new Set(listed));
});

test("there are failures and retries, but most runs go well", () => {
  const failed = spans.filter(({ status }) => status === "error").length;
  expect(failed).toBeGreaterThan(20);
  expect(failed / spans.length).toBeLessThan(0.05);
});

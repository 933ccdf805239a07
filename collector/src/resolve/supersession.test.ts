import type { SpanRecord } from "@spanward/clickhouse/records";
import { noUsage } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { settleTrace } from "./supersession.ts";
import { emptySpan } from "./test-spans.ts";

/** A span, by its parent's id and its own: `parent>id`. */
function span(path: string, fields: Partial<SpanRecord>): SpanRecord {
  const [spanId = "", parentSpanId = ""] = path.split(">").toReversed();
  return { ...emptySpan, spanId, parentSpanId, model: "gpt-4o", ...fields };
}

const call = (path: string, inputTokens = 0, fields: Partial<SpanRecord> = {}): SpanRecord =>
  span(path, {
    kind: "llm",
    finishReason: "stop",
    usageSource: inputTokens === 0 ? "none" : "provider",
    usage: { ...noUsage, inputTokens },
    ...fields,
  });

const counted = (spans: SpanRecord[]): Record<string, number> => {
  const settled = [...settleTrace(spans)].filter(([, settlement]) => settlement.counted);
  return Object.fromEntries(settled.map(([id, { account }]) => [id, account.usage.inputTokens]));
};

test("the innermost of nested accounts of one call counts", () => {
  const spans = [
    call("framework", 100),
    span("framework>step", { kind: "step" }),
    call("step>client", 100),
  ];
  expect(counted(spans)).toEqual({ client: 100 });
  expect(settleTrace(spans).get("framework")?.supersededBy).toBe("client");
});

test("several calls inside one wrapper all count, and their sum does not", () => {
  expect(counted([call("wrapper", 300), call("wrapper>a", 100), call("wrapper>b", 200)])).toEqual({
    a: 100,
    b: 200,
  });
});

test.each(["agent", "tool", "handoff", "workflow"] as const)(
  "past an %s another call begins",
  (kind) => {
    expect(counted([call("a", 100), span("a>boundary", { kind }), call("boundary>b", 50)])).toEqual(
      { a: 100, b: 50 },
    );
  },
);

test("a call that reports no tokens gets those of the wrapper around it", () => {
  expect(counted([call("wrapper", 100), call("wrapper>stream")])).toEqual({ stream: 100 });
});

test("of several calls without tokens the first shows the wrapper's total", () => {
  const spans = [
    call("wrapper", 300),
    call("wrapper>late", 0, { startUnixNano: 2n }),
    call("wrapper>early", 0, { startUnixNano: 1n }),
  ];
  expect(counted(spans)).toEqual({ early: 300, late: 0 });
  expect(settleTrace(spans).get("early")?.account.usageSource).toBe("derived");
});

test("attempts that failed do not stand for a call that answered", () => {
  expect(counted([call("a", 100), call("a>attempt", 0, { status: "error" })])).toEqual({
    a: 100,
    attempt: 0,
  });
  expect(
    counted([call("a", 0, { status: "error" }), call("a>attempt", 0, { status: "error" })]),
  ).toEqual({ attempt: 0 });
});

test("an embedding is told twice like a model call, but is never one", () => {
  const embedding = { kind: "embedding" as const };
  expect(counted([call("root", 9, embedding), call("root>child", 9, embedding)])).toEqual({
    child: 9,
  });
  expect(counted([call("llm", 100), call("llm>child", 9, embedding)])).toEqual({
    llm: 100,
    child: 9,
  });
});

test("two accounts of one answer count once, where one knows more it is the one", () => {
  const answer = { responseId: "resp_1", durationNs: 10n };
  const cached = { ...noUsage, inputTokens: 100, cacheReadTokens: 60 };
  const gateway = call("other>gateway", 100, { ...answer, usage: cached });
  expect(counted([call("client", 100, answer), gateway])).toEqual({ gateway: 100 });
});

test("equal ids of answers that differ and follow each other are a mock server's", () => {
  const first = call("first", 100, { responseId: "chatcmpl-123", durationNs: 1n });
  const second = call("second", 50, { responseId: "chatcmpl-123", startUnixNano: 10n });
  expect(counted([first, second])).toEqual({ first: 100, second: 50 });
});

test("calls alike in tokens and time, from two instrumentations, are one call", () => {
  const client = call("root>client", 100, {
    scope: "client",
    responseId: "resp_1",
    durationNs: 10n,
  });
  const note = call("root>note", 100, {
    scope: "framework",
    startUnixNano: 20n,
    requestedTools: ["search"],
  });
  expect(counted([client, note])).toEqual({ client: 100 });
  expect(settleTrace([client, note]).get("client")?.account.requestedTools).toEqual(["search"]);
  const second = { ...note, spanId: "second", startUnixNano: 10_000_000_000n };
  expect(counted([client, second])).toEqual({ client: 100, second: 100 });
});

test("a span that quotes a provider's answer lends what the call's own span lacks", () => {
  const usage = { ...noUsage, inputTokens: 500, cacheReadTokens: 256 };
  const quote = span("root", {
    kind: "workflow",
    responseId: "resp_1",
    usageSource: "aggregate",
    usage,
    requestedTools: ["search"],
  });
  const { account } =
    settleTrace([quote, call("root>call", 500, { responseId: "resp_1" })]).get("call") ?? {};
  expect(account).toMatchObject({ usage, usageSource: "provider", requestedTools: ["search"] });
});

test("a model span without any answer is no call, unless it failed to get one", () => {
  const silent = { finishReason: "" };
  expect(counted([call("call_llm", 0, silent)])).toEqual({});
  expect(counted([call("call_llm", 0, { ...silent, status: "error" })])).toEqual({ call_llm: 0 });
});

test("spans whose parents form a ring end in some decision", () => {
  expect(Object.keys(counted([call("b>a", 1), call("a>b", 1)]))).toHaveLength(1);
});

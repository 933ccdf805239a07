import { spanFlags } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { normalizeLog } from "./normalize-log.ts";
import { otlpLog } from "./test-otlp.ts";

const context = { project: "default", receivedUnixMs: Date.UTC(2026, 10, 22) };
const traced = { traceId: "a".repeat(32), spanId: "b".repeat(16) };

test("an event has its name in its field, an attribute or its body", () => {
  const name = (sketch: Parameters<typeof otlpLog>[0]): string =>
    normalizeLog(otlpLog(sketch), context).logEvent.eventName;
  expect(name({ eventName: "gen_ai.choice" })).toBe("gen_ai.choice");
  expect(name({ attributes: { "event.name": "gen_ai.choice" } })).toBe("gen_ai.choice");
  expect(
    name({ body: "claude_code.api_request", attributes: { "event.name": "api_request" } }),
  ).toBe("claude_code.api_request");
  expect(name({ body: "Server started." })).toBe("");
});

test("a record that is sent again is the same record", () => {
  const id = (body: string): string => normalizeLog(otlpLog({ body }), context).logEvent.recordId;
  expect(id("a")).toBe(id("a"));
  expect(id("a")).not.toBe(id("b"));
});

test("an evaluation's result is a score of its span", () => {
  const log = otlpLog({
    ...traced,
    eventName: "gen_ai.evaluation.result",
    attributes: {
      "gen_ai.evaluation.name": "relevance",
      "gen_ai.evaluation.score.value": 0.8,
      "gen_ai.evaluation.score.label": "good",
      "gen_ai.evaluation.explanation": "on topic",
    },
  });
  const expected = {
    name: "relevance",
    value: 0.8,
    label: "good",
    explanation: "on topic",
    source: "otlp",
    ...traced,
  };
  expect(normalizeLog(log, context).score).toMatchObject(expected);
  expect(
    normalizeLog(otlpLog({ eventName: "gen_ai.evaluation.result" }), context).score,
  ).toBeNull();
});

const request = {
  body: "claude_code.api_request",
  scope: "com.anthropic.claude_code.events",
  attributes: {
    "event.name": "api_request",
    "session.id": "s",
    "prompt.id": "p",
    model: "claude-sonnet-4-5",
    input_tokens: 1000,
    output_tokens: 60,
    cache_creation_tokens: 11_000,
    cost_usd: 0.04515,
    duration_ms: 153,
    request_id: "req_1",
  },
};

test("an agent that only logs is seen as spans that are the same each time", () => {
  const [first, again] = [
    normalizeLog(otlpLog(request), context),
    normalizeLog(otlpLog(request), context),
  ];
  expect(first.witness).toBeNull();
  expect(first.span?.span).toMatchObject({
    kind: "llm",
    counted: true,
    sessionId: "s",
    usage: { inputTokens: 12_000, cacheWriteTokens: 11_000 },
    reportedCostNanoUsd: 45_150_000n,
    durationNs: 153_000_000n,
    flags: spanFlags.synthetic,
  });
  expect(again.span?.span).toEqual(first.span?.span);
  const prompt = otlpLog({
    ...request,
    body: "claude_code.user_prompt",
    attributes: { "session.id": "s", "prompt.id": "p", prompt: "hi" },
  });
  const root = normalizeLog(prompt, context).span?.span;
  expect(first.span?.span).toMatchObject({ traceId: root?.traceId, parentSpanId: root?.spanId });
});

test("with trace context the same record only fills in what its call lacks", () => {
  const { span, witness } = normalizeLog(otlpLog({ ...request, ...traced }), context);
  expect(span).toBeNull();
  expect(witness).toMatchObject({
    responseId: "req_1",
    account: { reportedCostNanoUsd: 45_150_000n },
  });
});

test("what a model asked for is read from the record of its choice", () => {
  const body = {
    index: 0,
    finish_reason: "tool_calls",
    message: { tool_calls: [{ id: "c", function: { name: "search", arguments: "{}" } }] },
  };
  const { witness } = normalizeLog(
    otlpLog({ ...traced, attributes: { "event.name": "gen_ai.choice" }, body }),
    context,
  );
  expect(witness).toMatchObject({
    spanId: traced.spanId,
    account: { requestedTools: ["search"], finishReason: "tool_calls", usageSource: "none" },
  });
});

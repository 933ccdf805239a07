import fc from "fast-check";
import { spanFlags } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { answerKeys } from "./usage/answer-usage.ts";
import type { AttributeValue } from "../decode/otlp.ts";
import { inputKeys, outputKeys } from "./messages/value-keys.ts";
import { normalizeSpan } from "./normalize-span.ts";
import { otlpSpan, type SpanSketch } from "./test-otlp.ts";

const context = { project: "default", receivedUnixMs: Date.UTC(2026, 10, 22) };
const normalize = (sketch: SpanSketch) => normalizeSpan(otlpSpan(sketch), context);

const values = fc.oneof(
  fc.string(),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom<AttributeValue>(
    null,
    true,
    Number.NaN,
    -1,
    1.5,
    2n ** 70n,
    new Uint8Array([1]),
    "[Scrubbed]",
    '{"cut":"in the mid',
  ),
  fc.array(fc.string()),
);
const keys = fc.constantFrom(
  ...inputKeys,
  ...outputKeys,
  ...answerKeys,
  "gen_ai.operation.name",
  "openinference.span.kind",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.usage.input_tokens",
  "llm.token_count.prompt",
  "langfuse.observation.usage_details",
  "gen_ai.usage.cost",
  "metadata",
  "session.id",
  "tag.tags",
  "gen_ai.prompt.0.role",
  "gen_ai.completion.0.tool_calls.0.name",
  "mlflow.spanType",
  "ai.prompt.tools",
  "events",
  "gen_ai.tool.definitions",
  "langwatch.timestamps",
);

test("no attribute makes a span fail, whatever it holds", () => {
  const attributes = fc.array(fc.tuple(keys, values)).map((pairs) => Object.fromEntries(pairs));
  fc.assert(
    fc.property(attributes, (fields) => {
      const { io, readContent, readDecisions, span } = normalize({ attributes: fields });
      expect(span.usage.inputTokens).toBeGreaterThanOrEqual(0);
      expect(io.output).toBeTypeOf("string");
      expect(readContent()).toHaveProperty("input");
      expect(readDecisions().length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});

test("times that cannot be are clamped, and flagged", () => {
  const start = (sketch: SpanSketch) => normalize(sketch).span;
  const day = BigInt(Date.UTC(2026, 10, 22)) * 1_000_000n;
  expect(start({ startTimeUnixNano: 0n })).toMatchObject({
    startUnixNano: day,
    flags: spanFlags.timeClamped,
  });
  expect(start({ startTimeUnixNano: day * 2n, endTimeUnixNano: day * 2n })).toMatchObject({
    startUnixNano: day,
  });
  expect(start({ endTimeUnixNano: 0n })).toMatchObject({
    durationNs: 0n,
    flags: spanFlags.durationClamped,
  });
});

test("what the sender cut or dropped is flagged", () => {
  expect(
    normalize({
      attributes: { "ai.prompt.messages": '[{"role":"user","content":"a long question' },
    }).span.flags,
  ).toBe(spanFlags.contentTruncated);
  expect(normalize({ droppedAttributesCount: 3 }).span.flags).toBe(spanFlags.dropped);
});

test("the fuller of two deliveries has the higher ver, whenever it comes", () => {
  const ver = (attributes: Record<string, string>): bigint => normalize({ attributes }).span.ver;
  expect(ver({ a: "1", b: "2" })).toBeGreaterThan(ver({ a: "1" }));
  expect(ver({ "logfire.span_type": "pending_span", a: "1", b: "2" })).toBeLessThan(ver({}));
});

test("a reader sees what was said, and why a number is what it is", () => {
  const { readContent, readDecisions, span } = normalize({
    scope: "@traceloop/instrumentation-anthropic",
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "claude-sonnet-4-5",
      "gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]',
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      "gen_ai.output.messages":
        '[{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"search","arguments":{}}]}]',
      "gen_ai.usage.input_tokens": 300,
      "gen_ai.usage.output_tokens": 41,
      "gen_ai.usage.cache_read.input_tokens": 200,
    },
  });
  expect(span).toMatchObject({
    provider: "anthropic",
    inputPreview: "hi",
    outputPreview: "search {}",
    requestedTools: ["search"],
  });
  expect(readContent()).toMatchObject({
    system: [{ text: "Be brief." }],
    input: [{ role: "user" }],
    output: [{ role: "assistant" }],
  });
  expect(readDecisions().find(({ field }) => field === "usage")).toMatchObject({
    value: "500 in, 41 out",
    rule: "Cached tokens were added: this sender leaves them out of its input count.",
  });
});

test("business unit, use case, tags and labels are read from span, metadata and resource", () => {
  const { span } = normalize({
    resource: {
      "service.name": "desk",
      "deployment.environment.name": "staging",
      "team.id": "agents",
    },
    attributes: {
      "ai.telemetry.metadata.businessUnit": "retail",
      "ai.telemetry.metadata.region": "eu",
      metadata: '{"use_case":"refunds","thread_id":"t"}',
      "tag.tags": '["prod","vip"]',
    },
  });
  expect(span).toMatchObject({
    service: "desk",
    environment: "staging",
    businessUnit: "retail",
    useCase: "refunds",
    sessionId: "t",
    tags: { region: "eu", team: "agents" },
    labels: ["prod", "vip"],
  });
});

import { expect, test } from "vitest";
import { decodeTraces } from "../../decode/request.ts";
import { normalizeSpans } from "../../normalize-all.ts";

const context = { project: "default", receivedUnixMs: Date.UTC(2026, 10, 22) };

function usageOf(texts: Record<string, string>) {
  const counts = {
    "gen_ai.usage.input_tokens": 114,
    "gen_ai.usage.output_tokens": 16,
    "gen_ai.usage.cache_read.input_tokens": 20,
    "gen_ai.usage.cache_creation.input_tokens": 5,
  };
  const span = {
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    name: "chat",
    startTimeUnixNano: "1795305600000000000",
    endTimeUnixNano: "1795305601000000000",
    attributes: [
      ...Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      ...Object.entries(counts).map(([key, intValue]) => ({ key, value: { intValue } })),
    ],
  };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  const { items } = decodeTraces(Buffer.from(JSON.stringify(request)), "json");
  return normalizeSpans(items, context).items[0]?.span.usage;
}

const bedrock = { "gen_ai.operation.name": "chat", "gen_ai.system": "aws.bedrock" };

test("adds cached tokens to what a span of the AWS SDK quotes from Bedrock", () => {
  expect(usageOf({ ...bedrock, "rpc.system": "aws-api" })).toMatchObject({
    inputTokens: 139,
    outputTokens: 16,
    cacheReadTokens: 20,
    cacheWriteTokens: 5,
  });
});

test("takes the input of any other sender to include cached tokens, as the convention says", () => {
  expect(usageOf(bedrock)).toMatchObject({ inputTokens: 114, cacheReadTokens: 20 });
});

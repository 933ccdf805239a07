import type { ChargeableSpan } from "@spanward/clickhouse";
import type { TokenUsage } from "@spanward/clickhouse/records";
import { type SettledCall, settleSpans } from "../assemble/settled-calls.ts";
import type { CallSpan } from "../resolve/call-node.ts";

/** Which calls of a trace count, and with what numbers, decided from all of its spans: by span id. */
export function settleTraceSpans(spans: readonly ChargeableSpan[]): Map<string, SettledCall> {
  const calls = spans.filter(({ kind, responseId }) => isTelling(kind) || responseId !== "");
  const counted = new Map(spans.map((span) => [span.spanId, span.counted]));
  const between = spans.filter((span) => !calls.includes(span));
  return settleSpans({ calls: calls.map(callOf), counted, between });
}

const isTelling = (kind: ChargeableSpan["kind"]): boolean => kind === "llm" || kind === "embedding";

function callOf({ tokens, ...span }: ChargeableSpan): CallSpan {
  return { ...span, usage: usageOf(tokens) };
}

function usageOf(tokens: readonly number[]): TokenUsage {
  const [inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0] = tokens;
  const [cacheWrite1hTokens = 0, reasoningTokens = 0, audioInputTokens = 0, audioOutputTokens = 0] =
    tokens.slice(4);
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    reasoningTokens,
    audioInputTokens,
    audioOutputTokens,
  };
}

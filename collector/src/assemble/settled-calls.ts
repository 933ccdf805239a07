import type { TraceCalls, TraceTree } from "@spanward/clickhouse";
import {
  noUsage,
  type SpanKind,
  spanKinds,
  spanStatuses,
  type TokenUsage,
  usageSources,
} from "@spanward/clickhouse/records";
import { type CallAccount, accountOf } from "../resolve/call-account.ts";
import type { CallSpan } from "../resolve/call-node.ts";
import { settleTrace } from "../resolve/supersession.ts";

/** A call of a trace as its whole trace tells of it. */
export interface SettledCall {
  span: CallSpan; // with what other accounts of the call lent it
  counted: boolean;
  supersededBy: string | null; // the id of the span that counts instead
  /** The stored row says something else: it was written before the rest of the trace had come. */
  changed: boolean;
}

/**
 * Decides anew, from all the spans of a trace, which of its calls count and with what numbers: by span
 * id. What is stored was decided from what had arrived within seconds.
 */
export function settleCallsOf(tree: TraceTree, calls: TraceCalls): Map<string, SettledCall> {
  const counted = new Map(calls.spanId.map((id, index) => [id, calls.counted[index] === 1]));
  const stored = new Map(calls.spanId.map((id, index) => [id, readCall(calls, index)]));
  const between = tree.spanId.flatMap((spanId, index) =>
    stored.has(spanId)
      ? []
      : {
          ...blank,
          spanId,
          parentSpanId: tree.parentSpanId[index] ?? "",
          kind: kindOf(tree.kind[index]),
        },
  );
  const settled = new Map<string, SettledCall>();
  for (const [spanId, settlement] of settleTrace([...stored.values(), ...between])) {
    const before = stored.get(spanId) ?? blank;
    const { account, supersededBy } = settlement;
    settled.set(spanId, {
      span: { ...before, ...account },
      counted: settlement.counted,
      supersededBy: supersededBy || null,
      changed:
        settlement.counted !== counted.get(spanId) || tell(accountOf(before)) !== tell(account),
    });
  }
  return settled;
}

/** An account as text, to compare. */
const tell = (account: CallAccount): string =>
  JSON.stringify(account, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));

function readCall(calls: TraceCalls, index: number): CallSpan {
  const text = (column: string[]) => column[index] ?? "";
  const cost = calls.reportedCostNanoUsd[index] ?? null;
  return {
    spanId: text(calls.spanId),
    parentSpanId: text(calls.parentSpanId),
    startUnixNano: BigInt(text(calls.startUnixNano)),
    durationNs: BigInt(text(calls.durationNs)),
    kind: kindOf(text(calls.kind)),
    scope: text(calls.scope),
    status: spanStatuses.find((status) => status === text(calls.status)) ?? "unset",
    flags: calls.flags[index] ?? 0,
    usageSource: usageSources.find((source) => source === text(calls.usageSource)) ?? "none",
    usage: readUsage(calls, index),
    requestedTools: calls.requestedTools[index] ?? [],
    reportedCostNanoUsd: cost === null ? null : BigInt(cost),
    provider: text(calls.provider),
    model: text(calls.model),
    requestModel: text(calls.requestModel),
    responseId: text(calls.responseId),
    finishReason: text(calls.finishReason),
    outputPreview: text(calls.outputPreview),
  };
}

function readUsage(calls: TraceCalls, index: number): TokenUsage {
  const count = (column: string[]) => Number(column[index] ?? 0);
  return {
    inputTokens: count(calls.inputTokens),
    outputTokens: count(calls.outputTokens),
    cacheReadTokens: count(calls.cacheReadTokens),
    cacheWriteTokens: count(calls.cacheWriteTokens),
    cacheWrite1hTokens: count(calls.cacheWrite1hTokens),
    reasoningTokens: count(calls.reasoningTokens),
    audioInputTokens: count(calls.audioInputTokens),
    audioOutputTokens: count(calls.audioOutputTokens),
  };
}

const kindOf = (text: string | undefined): SpanKind =>
  spanKinds.find((kind) => kind === text) ?? "other";

/** A span that is no call: only its place and its kind matter. */
const blank: CallSpan = {
  spanId: "",
  parentSpanId: "",
  startUnixNano: 0n,
  durationNs: 0n,
  kind: "other",
  scope: "",
  status: "unset",
  flags: 0,
  usageSource: "none",
  usage: noUsage,
  requestedTools: [],
  reportedCostNanoUsd: null,
  provider: "",
  model: "",
  requestModel: "",
  responseId: "",
  finishReason: "",
  outputPreview: "",
};

import type { TraceCalls, TraceTree } from "@spanward/clickhouse";
import {
  noUsage,
  type SpanKind,
  spanKinds,
  spanStatuses,
  type TokenUsage,
  usageSources,
} from "@spanward/clickhouse/records";
import { accountOf } from "../resolve/call-account.ts";
import type { CallSpan } from "../resolve/call-node.ts";
import { isSameAccount } from "../resolve/correction.ts";
import { isCall } from "../resolve/is-call.ts";
import { settleTrace } from "../resolve/supersession.ts";

/** A call of a trace as its whole trace tells of it. */
export interface SettledCall {
  span: CallSpan; // with what other accounts of the call lent it
  counted: boolean;
  supersededBy: string | null; // the id of the span that counts instead
  /** The stored row says something else: it was written before the rest of the trace had come. */
  changed: boolean;
}

/** Past so many calls, what was decided when they arrived stands: one trace must not hold up the server. */
export const settledCallsMax = 10_000;

/**
 * Decides anew, from all the spans of a trace, which of its calls count and with what numbers: by span
 * id. What is stored was decided from what had arrived within seconds.
 */
export function settleCallsOf(tree: TraceTree, calls: TraceCalls): Map<string, SettledCall> {
  const stored = calls.spanId.map((_, index) => readCall(calls, index));
  const counted = new Map(calls.spanId.map((id, index) => [id, calls.counted[index] === 1]));
  const between = tree.spanId.map((spanId, index) => ({
    spanId,
    parentSpanId: tree.parentSpanId[index] ?? "",
    kind: kindOf(tree.kind[index]),
  }));
  return settleSpans({ calls: stored, counted, between });
}

/** What is stored of a trace: its calls, whether each counts, and the place and kind of its other spans. */
export interface StoredTrace {
  calls: CallSpan[];
  counted: ReadonlyMap<string, boolean>;
  between: readonly Pick<CallSpan, "spanId" | "parentSpanId" | "kind">[];
}

/** The same as {@link settleCallsOf}, from spans that were read in another way. */
export function settleSpans({ between, calls: stored, counted }: StoredTrace) {
  if (stored.length > settledCallsMax) return asStored(stored, counted);
  const byId = new Map(stored.map((call) => [call.spanId, call]));
  const settled = new Map<string, SettledCall>();
  const others = placesAbove(stored, between).flatMap(({ kind, parentSpanId, spanId }) =>
    byId.has(spanId) ? [] : { ...blank, spanId, parentSpanId, kind },
  );
  for (const [spanId, settlement] of settleTrace([...stored, ...others])) {
    const before = byId.get(spanId) ?? blank;
    const { account, supersededBy } = settlement;
    settled.set(spanId, {
      span: { ...before, ...account },
      counted: settlement.counted,
      supersededBy: supersededBy || null,
      changed:
        settlement.counted !== counted.get(spanId) || !isSameAccount(account, accountOf(before)),
    });
  }
  // Stored by rules that took it for a call, which it no longer is.
  for (const span of stored) {
    if (counted.get(span.spanId) !== true || settled.has(span.spanId)) continue;
    settled.set(span.spanId, { span, counted: false, supersededBy: null, changed: true });
  }
  return settled;
}

/** Of the places, those above a call: what is nowhere above one decides nothing. */
function placesAbove(calls: readonly CallSpan[], places: StoredTrace["between"]) {
  const byId = new Map(places.map((place) => [place.spanId, place]));
  const above = new Map<string, StoredTrace["between"][number]>();
  for (const { parentSpanId } of calls) {
    let place = byId.get(parentSpanId);
    while (place !== undefined && !above.has(place.spanId)) {
      above.set(place.spanId, place);
      place = byId.get(place.parentSpanId);
    }
  }
  return [...above.values()];
}

const asStored = (
  calls: CallSpan[],
  counted: ReadonlyMap<string, boolean>,
): Map<string, SettledCall> =>
  new Map(
    calls.filter(isCall).map((span) => [
      span.spanId,
      {
        span,
        counted: counted.get(span.spanId) ?? false,
        supersededBy: null,
        changed: false,
      },
    ]),
  );

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

const kinds = new Map<string, SpanKind>(spanKinds.map((kind) => [kind, kind]));

const kindOf = (text: string | undefined): SpanKind => kinds.get(text ?? "") ?? "other";

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

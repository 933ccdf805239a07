import type { SpanKind, SpanRecord } from "@spanward/clickhouse/records";
import { accountOf, type CallAccount } from "./call-account.ts";
import { type CallEvidence, isCall } from "./is-call.ts";

/** What must be known of a span to tell whether it counts. */
export type CallSpan = CallEvidence &
  CallAccount &
  Pick<SpanRecord, "spanId" | "parentSpanId" | "scope" | "status" | "startUnixNano" | "durationNs">;

/** A span that is a call of its own, with the calls around it and inside it. */
export interface CallNode {
  span: CallSpan;
  outer: CallNode | null; // the nearest call that it is a part of
  inner: CallNode[];
}

/** A span that is no call and tells of none: calls may be nested through it. */
export type LinkSpan = Pick<
  SpanRecord,
  "project" | "traceId" | "spanId" | "parentSpanId" | "kind" | "ver"
> & {
  /** All of it, for the rare case that it came as a call before. */
  toRecord: () => SpanRecord;
};

/** Another account of a call: not a call itself, found by the answer's id or by the span's. */
export interface CallWitness {
  key: string; // unique within a trace
  spanId: string; // "" when only the answer's id is known
  responseId: string; // "" when only the span is known
  timeUnixNano: bigint;
  parts: number; // of two accounts under one key the one with more parts stands
  account: CallAccount;
}

// A call inside one of these is still the same call, told in more detail; past an agent, a tool or a
// handoff another call begins.
const passed: ReadonlySet<SpanKind> = new Set([
  "llm",
  "embedding",
  "step",
  "other",
  "noise",
  "prompt",
]);

/** Whether a call around a span of this kind may be the same call as one inside it. */
export const passes = (kind: SpanKind): boolean => passed.has(kind);

/** How many spans may lie between two accounts of one call. */
export const hopsMax = 64;

/** Whether two spans can be accounts of one call: a model call never is one of an embedding. */
export const isSameClass = (a: CallSpan, b: CallSpan): boolean => a.kind === b.kind;

/** Puts a call inside another, unless that one is inside it already, as only nonsense would have it. */
export function nest(inner: CallNode, outer: CallNode): void {
  for (let at: CallNode | null = outer; at !== null; at = at.outer) if (at === inner) return;
  inner.outer = outer;
  outer.inner.push(inner);
}

/** What a span that is no call tells of one, by quoting a provider's answer; null when it does not. */
export function witnessOf(span: CallSpan, parts = 0): CallWitness | null {
  const tells = span.usageSource !== "none" || span.requestedTools.length > 0;
  if (span.responseId === "" || !tells || isCall(span)) return null;
  return {
    key: span.spanId,
    spanId: "",
    responseId: span.responseId,
    timeUnixNano: span.startUnixNano,
    parts,
    account: accountOf(span),
  };
}

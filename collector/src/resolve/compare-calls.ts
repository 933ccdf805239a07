import type { CallNode, CallSpan } from "./call-node.ts";

/** Calls in the order they began; of two at once the smaller id first. */
export function inOrder(a: CallNode, b: CallNode): number {
  if (a.span.startUnixNano !== b.span.startUnixNano) {
    return a.span.startUnixNano < b.span.startUnixNano ? -1 : 1;
  }
  return a.span.spanId < b.span.spanId ? -1 : Number(a.span.spanId > b.span.spanId);
}

/**
 * Accounts of one call, first the one that knows most of its tokens, and of those the one nearest to
 * the provider, which is the shortest. The order does not depend on arrival.
 */
export function richestFirst(a: CallNode, b: CallNode): number {
  const byDetail = detailOf(b.span) - detailOf(a.span);
  if (byDetail !== 0) return byDetail;
  const [durationOfA, durationOfB] = [a.span.durationNs, b.span.durationNs];
  if (durationOfA !== durationOfB) return durationOfA < durationOfB ? -1 : 1;
  return inOrder(a, b);
}

function detailOf({ responseId, status, usage, usageSource }: CallSpan): number {
  const subsets = [usage.cacheReadTokens, usage.cacheWriteTokens, usage.reasoningTokens];
  const known = subsets.filter((count) => count > 0).length;
  const named = responseId === "" ? 0 : 1;
  return (usageSource === "none" ? 0 : 16) + (status === "error" ? 0 : 8) + known * 2 + named;
}

/**
 * Whether two spans with one answer id speak of one call: they ran at the same time, or report the
 * same tokens. Some mock servers give every answer the same id.
 */
export function speakOfOneCall(a: CallSpan, b: CallSpan): boolean {
  return (
    isNear(a, b, 0n) ||
    (a.usageSource !== "none" &&
      a.usage.inputTokens === b.usage.inputTokens &&
      a.usage.outputTokens === b.usage.outputTokens)
  );
}

/** What calls must have in common to be twins: what they are and the tokens they report; "" without. */
export function twinKeyOf({ kind, usage, usageSource }: CallSpan): string {
  const { inputTokens, outputTokens } = usage;
  const isTold = usageSource === "provider" && inputTokens + outputTokens > 0;
  return isTold ? `${kind} ${inputTokens} ${outputTokens}` : "";
}

const twinGapNs = 100_000_000n;

/**
 * Whether two calls are one call, told by two instrumentations that know nothing of each other: the
 * same tokens at the same time, from different scopes, and nothing that speaks against it. One of
 * them may be a note that was taken right after the call.
 */
export function areTwins(a: CallSpan, b: CallSpan): boolean {
  const agrees = (one: string, other: string): boolean =>
    one === "" || other === "" || one === other;
  return (
    a.scope !== b.scope &&
    a.scope !== "" &&
    b.scope !== "" &&
    twinKeyOf(a) !== "" &&
    twinKeyOf(a) === twinKeyOf(b) &&
    agrees(a.responseId, b.responseId) &&
    agrees(a.provider, b.provider) &&
    isNear(a, b, twinGapNs)
  );
}

const isNear = (a: CallSpan, b: CallSpan, gapNs: bigint): boolean =>
  a.startUnixNano <= b.startUnixNano + b.durationNs + gapNs &&
  b.startUnixNano <= a.startUnixNano + a.durationNs + gapNs;

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

function detailOf({ usage, usageSource, status }: CallSpan): number {
  const subsets = [usage.cacheReadTokens, usage.cacheWriteTokens, usage.reasoningTokens];
  const known = subsets.filter((count) => count > 0).length;
  return (usageSource === "none" ? 0 : 8) + (status === "error" ? 0 : 4) + known;
}

/**
 * Whether two spans with one answer id speak of one call: they ran at the same time, or report the
 * same tokens. Some mock servers give every answer the same id.
 */
export function speakOfOneCall(a: CallSpan, b: CallSpan): boolean {
  const overlap =
    a.startUnixNano <= b.startUnixNano + b.durationNs &&
    b.startUnixNano <= a.startUnixNano + a.durationNs;
  if (overlap) return true;
  return (
    a.usageSource !== "none" &&
    a.usage.inputTokens === b.usage.inputTokens &&
    a.usage.outputTokens === b.usage.outputTokens
  );
}

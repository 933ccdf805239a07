import type { CallNode, CallSpan } from "./call-node.ts";

/** Calls in the order they began; of two at once the smaller id first. */
export function inOrder(a: CallNode, b: CallNode): number {
  if (a.span.startUnixNano !== b.span.startUnixNano) {
    return a.span.startUnixNano < b.span.startUnixNano ? -1 : 1;
  }
  return a.span.spanId < b.span.spanId ? -1 : Number(a.span.spanId > b.span.spanId);
}

/** Accounts of one call, the one that knows most first; the order does not depend on arrival. */
export const richestFirst = (a: CallNode, b: CallNode): number =>
  detailOf(b.span) - detailOf(a.span) || inOrder(a, b);

function detailOf({ usage, usageSource, requestedTools, status }: CallSpan): number {
  const subsets = [usage.cacheReadTokens, usage.cacheWriteTokens, usage.reasoningTokens];
  const known = subsets.filter((count) => count > 0).length;
  return (
    (usageSource === "none" ? 0 : 16) +
    (status === "error" ? 0 : 8) +
    known * 2 +
    (requestedTools.length > 0 ? 1 : 0)
  );
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

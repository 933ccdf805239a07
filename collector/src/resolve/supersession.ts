import {
  type CallNode,
  type CallSpan,
  type CallWitness,
  hopsMax,
  isSameClass,
  nest,
  passes,
  witnessOf,
} from "./call-node.ts";
import { isCall } from "./is-call.ts";
import { settleCalls, type Settlement } from "./settle-calls.ts";

/**
 * Which model and embedding calls of a whole trace count, and with what numbers: by span id, for
 * every span that is a call. All other spans count for nothing and stay as they are.
 *
 * A call is told twice when a framework, a provider's client and an instrumentation each trace it.
 * Of calls inside each other, with no agent, tool, handoff or workflow between them, the innermost
 * counts; of calls with one answer id, the one that knows most. `witnesses` are log records and the
 * like: they fill in what a span lacks and never add to it.
 */
export function settleTrace(
  spans: readonly CallSpan[],
  witnesses: readonly CallWitness[] = [],
): Map<string, Settlement> {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const nodes = new Map<string, CallNode>();
  for (const span of byId.values()) {
    if (isCall(span)) nodes.set(span.spanId, { span, outer: null, inner: [] });
  }
  for (const node of nodes.values()) {
    const outer = nodes.get(outerIdOf(node.span, byId));
    if (outer !== undefined) nest(node, outer);
  }
  const quoted = [...byId.values()].flatMap((span) => witnessOf(span) ?? []);
  return settleCalls([...nodes.values()], [...quoted, ...witnesses]);
}

/** The id of the nearest call around a span, up through spans that a call may reach through. */
function outerIdOf(span: CallSpan, byId: Map<string, CallSpan>): string {
  let at = byId.get(span.parentSpanId);
  for (let hops = 0; at !== undefined && hops <= hopsMax; hops += 1) {
    if (at.spanId === span.spanId || !passes(at.kind)) return "";
    if (isCall(at) && isSameClass(at, span)) return at.spanId;
    at = byId.get(at.parentSpanId);
  }
  return "";
}

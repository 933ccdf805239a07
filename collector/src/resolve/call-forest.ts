import type { SpanKind } from "@spanward/clickhouse/records";
import { type CallNode, type CallSpan, hopsMax, isSameClass, nest, passes } from "./call-node.ts";
import { isCall } from "./is-call.ts";

/** The calls of one trace nested as far as its spans have come in, in whatever order. */
export interface CallForest {
  /** Adds a span, or a fuller delivery of one, and gives the calls whose place or content changed. */
  add: (span: CallSpan) => CallNode[];
  /** The call that a span is; undefined when it is none, or is not here. */
  get: (spanId: string) => CallNode | undefined;
  /** The same, of a span that is no call. */
  addLink: (span: LinkPlace) => CallNode[];
  size: () => number;
}

/** Where a span that is no call stands. */
export type LinkPlace = Pick<CallSpan, "spanId" | "parentSpanId" | "kind">;

/** A span through which calls may be nested. */
interface Link {
  parentSpanId: string;
  kind: SpanKind;
  node: CallNode | undefined; // undefined: not a call itself
}

/** A call on its way up to the call around it, and how many spans lie behind it. */
interface Climber {
  node: CallNode;
  hops: number;
}

/** Opens the forest of a trace of which nothing has come in. */
export function createCallForest(): CallForest {
  const links = new Map<string, Link>();
  const waiting = new Map<string, Climber[]>(); // by the id of the span that has not come in

  /** Nests a call in the nearest one above `spanId`, or lets it wait where the way up is not known yet. */
  const climb = ({ hops, node }: Climber, spanId: string): void => {
    let at = spanId;
    for (let passed = hops; passed <= hopsMax && at !== ""; passed += 1) {
      const link = links.get(at);
      if (link === undefined) {
        const climbers = waiting.get(at);
        if (climbers === undefined) waiting.set(at, [{ node, hops: passed }]);
        else climbers.push({ node, hops: passed });
        return;
      }
      if (link.node !== undefined && isSameClass(link.node.span, node.span))
        return nest(node, link.node);
      at = link.parentSpanId;
    }
  };

  const insert = (span: LinkPlace, node: CallNode | undefined): CallNode[] => {
    const { kind, parentSpanId, spanId } = span;
    links.set(spanId, { kind, node, parentSpanId });
    if (node !== undefined) climb({ node, hops: 0 }, parentSpanId);
    const climbers = waiting.get(spanId) ?? [];
    waiting.delete(spanId);
    for (const climber of climbers) climb(climber, spanId);
    return [...(node === undefined ? [] : [node]), ...climbers.map((climber) => climber.node)];
  };

  /** Nests everything again: a span turned out to be something else than its first delivery said. */
  const nestAgain = (): CallNode[] => {
    waiting.clear();
    const nodes = [...links.values()].flatMap(({ node }) => node ?? []);
    for (const node of nodes) Object.assign(node, { outer: null, inner: [] });
    for (const node of nodes) climb({ node, hops: 0 }, node.span.parentSpanId);
    return nodes;
  };

  const put = (span: LinkPlace, call: CallSpan | null): CallNode[] => {
    // Nothing is nested through any other span: a call below it waits for it in vain.
    const link = links.get(span.spanId);
    if (call === null && !passes(span.kind)) return links.delete(span.spanId) ? nestAgain() : [];
    const fresh = call === null ? undefined : { span: call, outer: null, inner: [] };
    if (link === undefined) return insert(span, fresh);
    const { kind, node, parentSpanId } = link;
    if (node !== undefined && call !== null) node.span = call;
    if (
      (node !== undefined) === (call !== null) &&
      kind === span.kind &&
      parentSpanId === span.parentSpanId
    ) {
      return node === undefined ? [] : [node];
    }
    const next = call === null ? undefined : (node ?? fresh);
    links.set(span.spanId, { kind: span.kind, node: next, parentSpanId: span.parentSpanId });
    return nestAgain();
  };

  return {
    add: (span) => put(span, isCall(span) ? span : null),
    addLink: (span) => put(span, null),
    get: (spanId) => links.get(spanId)?.node,
    size: () => links.size,
  };
}

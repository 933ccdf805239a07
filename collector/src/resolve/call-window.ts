import type { SpanRecord } from "@spanward/clickhouse/records";
import type { CallWitness } from "./call-node.ts";
import { TraceCalls } from "./trace-calls.ts";

/** Records on their way into storage, as they count now. */
export interface ResolvedSpans {
  /** The spans that came in, in their order, as they count. */
  spans: SpanRecord[];
  /** New rows for spans that came in before and count differently now: same identity, higher `ver`. */
  corrections: SpanRecord[];
}

/** A log record's account of a call, and the trace it belongs to. */
export interface TraceWitness extends CallWitness {
  project: string;
  traceId: string;
}

/** The recent calls of every trace, to decide which count while the spans are still coming in. */
export interface CallWindow {
  /** Decides which of the spans count, and mends what was decided before. Costs the same per span. */
  resolve: (spans: readonly SpanRecord[], witnesses?: readonly TraceWitness[]) => ResolvedSpans;
  /** Remembers spans that were resolved by an earlier process, without deciding anything. */
  remember: (spans: readonly SpanRecord[], witnesses?: readonly TraceWitness[]) => void;
  /** How many spans are remembered now. */
  size: () => number;
}

/**
 * Opens a window that remembers at most `spansMax` spans: of the traces that were silent longest it
 * forgets all. What came too late for the window is decided when its trace is looked at, from all
 * of its spans.
 *
 * Whatever the order and the batches in which the spans of a trace come, the rows with the highest
 * `ver` say in the end what {@link settleTrace} says of the whole trace.
 */
export function createCallWindow({ spansMax }: { spansMax: number }): CallWindow {
  const traces = new Map<string, TraceCalls>(); // the one that was silent longest first
  let size = 0;

  const open = (key: string): TraceCalls => {
    const trace = traces.get(key) ?? new TraceCalls();
    traces.delete(key);
    traces.set(key, trace);
    return trace;
  };
  const forget = (): void => {
    for (const [key, trace] of traces) {
      if (size <= spansMax) return;
      size -= trace.size;
      traces.delete(key);
    }
  };
  const add = (
    spans: readonly SpanRecord[],
    witnesses: readonly TraceWitness[],
  ): Set<TraceCalls> => {
    const touched = new Set<TraceCalls>();
    const into = (
      item: { project: string; traceId: string },
      put: (trace: TraceCalls) => void,
    ): void => {
      const trace = open(`${item.project} ${item.traceId}`);
      const before = trace.size;
      put(trace);
      size += trace.size - before;
      touched.add(trace);
    };
    for (const span of spans) into(span, (trace) => trace.addSpan(span));
    for (const witness of witnesses) into(witness, (trace) => trace.addWitness(witness));
    return touched;
  };

  return {
    resolve(spans, witnesses = []) {
      const touched = add(spans, witnesses);
      const arrived = new Set(spans.map((span) => identityOf(span)));
      const changed = [...touched].flatMap((trace) => trace.settle());
      const current = new Map(changed.map((span) => [identityOf(span), span]));
      forget();
      return {
        spans: spans.map((span) => current.get(identityOf(span)) ?? span),
        corrections: changed.filter((span) => !arrived.has(identityOf(span))),
      };
    },
    remember(spans, witnesses = []) {
      for (const trace of add(spans, witnesses)) trace.settle();
      forget();
    },
    size: () => size,
  };
}

const identityOf = ({ project, spanId, startUnixNano, traceId }: SpanRecord): string =>
  `${project} ${traceId} ${spanId} ${startUnixNano}`;

import type { SpanRecord } from "@spanward/clickhouse/records";
import { type CallWitness, type LinkSpan, passes } from "./call-node.ts";
import { OpenTrace } from "./open-trace.ts";

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

/** What came in, as far as it is known. */
export type Arrival = SpanRecord | LinkSpan;

/** What became of arrivals. */
export interface ResolvedArrivals {
  /** By the place of an arrival: its row, where that is not the one that came in. */
  changed: Map<number, SpanRecord>;
  corrections: SpanRecord[];
}

/** The recent calls of every trace, to decide which count while the spans are still coming in. */
export interface CallWindow {
  /** Decides which of the spans count, and mends what was decided before. Costs the same per span. */
  resolve: (spans: readonly SpanRecord[], witnesses?: readonly TraceWitness[]) => ResolvedSpans;
  /** The same, of spans that are known only as far as they matter here. */
  resolveArrivals: (
    arrivals: readonly Arrival[],
    witnesses?: readonly TraceWitness[],
  ) => ResolvedArrivals;
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
export const createCallWindow = ({ spansMax }: { spansMax: number }): CallWindow =>
  new OpenCallWindow(spansMax);

class OpenCallWindow implements CallWindow {
  readonly #spansMax: number;
  readonly #traces = new Map<string, OpenTrace>(); // the one that was silent longest first
  #size = 0;

  constructor(spansMax: number) {
    this.#spansMax = spansMax;
  }

  size(): number {
    return this.#size;
  }

  resolve(spans: readonly SpanRecord[], witnesses: readonly TraceWitness[] = []): ResolvedSpans {
    const { changed, corrections } = this.resolveArrivals(spans, witnesses);
    return { spans: spans.map((span, at) => changed.get(at) ?? span), corrections };
  }

  resolveArrivals(
    arrivals: readonly Arrival[],
    witnesses: readonly TraceWitness[] = [],
  ): ResolvedArrivals {
    const touched = this.#add(arrivals, witnesses);
    const settled = [...touched].flatMap((trace) => trace.settle());
    this.#forget();
    return tellApart(arrivals, settled);
  }

  remember(spans: readonly SpanRecord[], witnesses: readonly TraceWitness[] = []): void {
    for (const trace of this.#add(spans, witnesses)) trace.settle();
    this.#forget();
  }

  #add(arrivals: readonly Arrival[], witnesses: readonly TraceWitness[]): Set<OpenTrace> {
    const touched = new Set<OpenTrace>();
    let last: OpenTrace | null = null;
    let [project, traceId] = ["", ""];
    const into = (item: TraceOf, put: (trace: OpenTrace) => void): void => {
      const isLast = last !== null && item.traceId === traceId && item.project === project;
      const trace = isLast && last !== null ? last : this.#open(item);
      ({ project, traceId } = item);
      last = trace;
      const before = trace.size;
      put(trace);
      this.#size += trace.size - before;
      touched.add(trace);
    };
    for (const arrival of arrivals) {
      if (isRecord(arrival)) into(arrival, (trace) => trace.addSpan(arrival));
      // Where nothing is known of a trace, what no call is nested through need not be.
      else if (passes(arrival.kind) || this.#traces.has(keyOf(arrival)))
        into(arrival, (trace) => trace.addLink(arrival));
    }
    for (const witness of witnesses) into(witness, (trace) => trace.addWitness(witness));
    return touched;
  }

  #open(item: TraceOf): OpenTrace {
    const key = keyOf(item);
    const trace = this.#traces.get(key) ?? new OpenTrace();
    this.#traces.delete(key);
    this.#traces.set(key, trace);
    return trace;
  }

  #forget(): void {
    for (const [key, trace] of this.#traces) {
      if (this.#size <= this.#spansMax) return;
      this.#size -= trace.size;
      this.#traces.delete(key);
    }
  }
}

type TraceOf = Pick<Arrival, "project" | "traceId">;
const keyOf = ({ project, traceId }: TraceOf): string => `${project} ${traceId}`;

/** Tells the rows of what came in from those of what came before. */
function tellApart(arrivals: readonly Arrival[], settled: readonly SpanRecord[]): ResolvedArrivals {
  const changed = new Map<number, SpanRecord>();
  const rows = new Set(settled);
  let missing = 0;
  for (const arrival of arrivals)
    if (isRecord(arrival) && !rows.delete(arrival) && mayBeCall(arrival)) missing += 1;
  // Mostly every row is the one that came in, and no call came twice.
  if (rows.size === 0 && missing === 0) return { changed, corrections: [] };
  const current = new Map(settled.map((span) => [identityOf(span), span]));
  const spanIds = new Set(settled.map(({ spanId }) => spanId));
  const arrived = new Set<string>();
  for (const [at, arrival] of arrivals.entries()) {
    if (!spanIds.has(arrival.spanId)) continue;
    const span = isRecord(arrival) ? arrival : arrival.toRecord();
    const identity = identityOf(span);
    arrived.add(identity);
    const row = current.get(identity);
    if (row !== undefined && row !== arrival) changed.set(at, row);
  }
  return { changed, corrections: settled.filter((span) => !arrived.has(identityOf(span))) };
}

const isRecord = (arrival: Arrival): arrival is SpanRecord => !("toRecord" in arrival);
const mayBeCall = ({ kind }: Arrival): boolean => kind === "llm" || kind === "embedding";

const identityOf = ({ project, spanId, startUnixNano, traceId }: SpanRecord): string =>
  `${project} ${traceId} ${spanId} ${startUnixNano}`;

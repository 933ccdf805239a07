import { api, type SpanAddress } from "./api.ts";
import { decodeTrace, type TraceColumns } from "./layout/trace-columns.ts";
import { timed } from "./user-timing.ts";

/** Which trace of which project. */
export interface TraceAddress {
  traceId: string;
  project: string;
}

const runningPollMs = 2000;
/** A trace that stands still this long has probably lost its end; it is still looked at now and then. */
const quietAfterMs = 10 * 60_000;
const quietPollMs = 30_000;

/** Asks for the structure of a trace, again and again until it is complete. */
export function skeletonQuery({ traceId, project }: TraceAddress) {
  return {
    queryKey: ["skeleton", project, traceId],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const skeleton = await api.skeleton(traceId, { project }, { signal });
      return timed("decode trace", () => decodeTrace(skeleton));
    },
    refetchInterval: ({ state }: { state: { data: TraceColumns | undefined } }) =>
      state.data ? pollMs(state.data, Date.now()) : false,
  };
}

/** Asks for the totals of a trace, with the same patience. */
export function summaryQuery({ traceId, project }: TraceAddress) {
  return {
    queryKey: ["trace", project, traceId],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.trace(traceId, { project }, { signal }),
    refetchInterval: ({ state }: { state: { data: Progress | undefined } }) =>
      state.data ? pollMs(state.data, Date.now()) : false,
  };
}

/** Asks for everything about one span. */
export function spanQuery(span: SpanAddress, project: string) {
  return {
    queryKey: ["span", project, span.traceId, span.spanId],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.span(span, { project }, { signal }),
  };
}

/** Asks which model step decided on a span. */
export function causeQuery(span: SpanAddress, project: string) {
  return {
    queryKey: ["cause", project, span.traceId, span.spanId],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.cause(span, { project }, { signal }),
  };
}

/** Asks for the last good run of the same agent before a trace. */
export function baselineQuery({ traceId, project }: TraceAddress) {
  return {
    queryKey: ["baseline", project, traceId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.baseline(traceId, { project }, { signal }),
  };
}

/** What tells how far a trace is. */
interface Progress {
  startTime: string;
  complete: boolean;
  durationNs?: number;
  durationUs?: number;
}

/** How long to wait before looking again; false: never, the trace is complete. */
export function pollMs(trace: Progress, nowMs: number): number | false {
  if (trace.complete) return false;
  const durationMs = (trace.durationUs ?? (trace.durationNs ?? 0) / 1000) / 1000;
  const endMs = Date.parse(trace.startTime) + durationMs;
  return nowMs - endMs > quietAfterMs ? quietPollMs : runningPollMs;
}

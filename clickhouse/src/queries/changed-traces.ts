import { z } from "zod";
import type { Database } from "../database.ts";
import { type Period, reachOf, inReach } from "./period.ts";
import { spansById, spanVersions } from "./span-source.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";
import { filterSql, type TraceFilter } from "./trace-filter.ts";

export interface ChangesQuery {
  project: string;
  /** Spans received from then on; Unix milliseconds. */
  sinceUnixMs: number;
  /** Traces with spans received from then on are counted apart: a look may begin before the last ended. */
  freshUnixMs: number;
  /** Spans received from then on count for the rate. */
  recentUnixMs: number;
  limit: number;
}

/** What came in. */
export interface Changes {
  /** Ids of traces that got spans, the last changed first; at most the limit. */
  traceIds: string[];
  freshTraces: number; // also those past the limit
  /** Spans received since `recentUnixMs`; one sent twice may count twice. */
  recentSpans: number;
  recentTraces: number;
}

/** How long ago a span may have started that is taken for news. */
const startedHours = 24;

/**
 * Answers "what has just come in?": traces that got spans since a moment. It looks at when spans were
 * received, whoever received them, so it is true for several servers on one database.
 */
export async function changedTraces(db: Database, query: ChangesQuery): Promise<Changes> {
  const parameters = { ...query, startedUnixMs: query.sinceUnixMs - startedHours * 3_600_000 };
  const [ids, [counts]] = await Promise.all([
    db.select(ChangedId, idsSql, parameters),
    db.select(Counts, countsSql, parameters),
  ]);
  return {
    traceIds: ids.map(({ traceId }) => traceId),
    ...(counts ?? { freshTraces: 0, recentSpans: 0, recentTraces: 0 }),
  };
}

const ChangedId = z.object({ traceId: z.string() });
const Counts = z.object({
  freshTraces: z.coerce.number(),
  recentSpans: z.coerce.number(),
  recentTraces: z.coerce.number(),
});

const received = spanVersions({
  columns: "trace_id, received_at",
  where: [
    "start_time >= fromUnixTimestamp64Milli({startedUnixMs:Int64})",
    "received_at >= fromUnixTimestamp64Milli({sinceUnixMs:Int64})",
  ],
});

const idsSql = `
  SELECT trace_id AS traceId
    FROM ${received}
   GROUP BY trace_id
   ORDER BY max(received_at) DESC, trace_id DESC
   LIMIT {limit:UInt32}`;

const isRecent = "received_at >= fromUnixTimestamp64Milli({recentUnixMs:Int64})";
const countsSql = `
  SELECT uniqExactIf(trace_id, received_at >= fromUnixTimestamp64Milli({freshUnixMs:Int64})) AS freshTraces,
         countIf(${isRecent}) AS recentSpans,
         uniqExactIf(trace_id, ${isRecent}) AS recentTraces
    FROM ${received}`;

/** A span that has begun and not ended, as far as anybody said. */
const RunningSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  kind: z.string(),
  name: z.string(),
  agent: z.string(),
  startUnixNano: z.coerce.bigint(),
});
export type RunningSpan = z.infer<typeof RunningSpan>;

export interface TracesNow {
  traces: TraceAggregate[]; // in no order
  running: RunningSpan[]; // at most {@link runningMax} of each trace, the last begun first
}

const runningMax = 5;

/** Answers "how are these traces now?", those of them that pass the filter, with what runs in them. */
export async function tracesNow(
  db: Database,
  query: Period & { project: string; traceIds: readonly string[]; filter: TraceFilter },
): Promise<TracesNow> {
  if (query.traceIds.length === 0) return { traces: [], running: [] };
  const filter = filterSql(query.filter, ofTraces);
  const sql = `${traceAggregates({
    traces: "by id",
    where: ofTraces,
    spans: filter.spans,
    trace: filter.trace,
  })} LIMIT 10000`;
  const { project, traceIds } = query;
  const parameters = { project, traceIds, ...reachOf(query) };
  const traces = await db.select(TraceAggregate, sql, { ...parameters, ...filter.parameters });
  const pending = traces.filter(({ pendingCount }) => pendingCount > 0);
  const running =
    pending.length === 0
      ? []
      : await db.select(RunningSpan, runningSql, {
          ...parameters,
          traceIds: pending.map(({ traceId }) => traceId),
        });
  return { traces, running };
}

const ofTraces = [...inReach, "trace_id IN {traceIds:Array(String)}"];

const runningSql = `
  SELECT trace_id AS traceId, span_id AS spanId, kind, name, agent,
         toUnixTimestamp64Nano(start_time) AS startUnixNano
    FROM ${spansById({
      columns: "trace_id, span_id, kind, name, agent, start_time, flags",
      where: ofTraces,
    })}
   WHERE bitTest(flags, 4)
   ORDER BY start_time DESC, span_id
   LIMIT ${runningMax} BY trace_id
   LIMIT 10000`;

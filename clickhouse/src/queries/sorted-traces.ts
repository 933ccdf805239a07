import { z } from "zod";
import type { Database } from "../database.ts";
import { edgeOf, inReach, type Period, reachOf } from "./period.ts";
import { startsInPeriod, TraceAggregate, traceAggregates } from "./trace-aggregate.ts";
import { filterSql, type TraceFilter } from "./trace-filter.ts";

/** What traces can be sorted by, besides newest first. */
export type TraceOrder = "start" | "duration" | "cost" | "tokens" | "spans" | "errors";

/** The place of a trace in a sorted list: its amount, and its id where amounts are equal. */
export interface SortedPlace {
  amount: bigint;
  traceId: string;
}

export interface SortedTracesQuery extends Period {
  project: string;
  filter: TraceFilter;
  by: TraceOrder;
  descending: boolean;
  limit: number;
  after: SortedPlace | null;
}

export interface SortedTracesPage {
  traces: TraceAggregate[];
  next: SortedPlace | null; // null: no more
}

/**
 * Answers "which cost most, took longest, failed most?": the traces that started in a period and pass the
 * filter, by an amount; those whose amount is not known come last. Unlike the newest, the first of these
 * are only known once all of the period has been summed.
 */
export async function sortedTraces(
  db: Database,
  query: SortedTracesQuery,
): Promise<SortedTracesPage> {
  const found = await findPlaces(db, query);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const sums = traceAggregates({
    traces: "by id",
    where: [...inReach, "trace_id IN {traceIds:Array(String)}"],
  });
  const traces = await db.select(TraceAggregate, `${sums} LIMIT {limit:UInt32}`, {
    project: query.project,
    ...reachOf(query),
    limit: query.limit,
    traceIds: page.map(({ traceId }) => traceId),
  });
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  return {
    traces: page.flatMap(({ traceId }) => byId.get(traceId) ?? []),
    next: last && found.length > page.length ? last : null,
  };
}

const Place = z.object({ amount: z.coerce.bigint(), traceId: z.string() });

function findPlaces(db: Database, query: SortedTracesQuery): Promise<SortedPlace[]> {
  const { after, by, descending, limit, project } = query;
  const filter = filterSql(query.filter, inReach);
  const direction = descending ? "DESC" : "ASC";
  const sql = `
  SELECT traceId, ${amountOf[by](descending ? -1n : unknownMax)} AS amount
    FROM (${traceAggregates({
      traces: "of a period",
      where: [...inReach, ...filter.candidates],
      spans: filter.spans,
      trace: [startsInPeriod, ...filter.trace],
    })})
   ${after ? `WHERE (amount, traceId) ${descending ? "<" : ">"} ({afterAmount:Int64}, {afterTraceId:String})` : ""}
   ORDER BY amount ${direction}, traceId ${direction}
   LIMIT {wanted:UInt32}`;
  return db.select(Place, sql, {
    ...filter.parameters,
    ...reachOf(query, edgeOf(query)),
    project,
    wanted: limit + 1,
    ...(after && { afterAmount: after.amount, afterTraceId: after.traceId }),
  });
}

/** Above every amount there can be. */
const unknownMax = 2n ** 63n - 1n;

const amountOf: Record<TraceOrder, (unknown: bigint) => string> = {
  start: () => "startUnixNano",
  duration: () => "toInt64(durationNs)",
  cost: (unknown) => `ifNull(toInt64(costNanoUsd), ${unknown})`,
  tokens: (unknown) => `if(empty(sources), ${unknown}, toInt64(totalTokens))`,
  spans: () => "toInt64(spanCount)",
  errors: () => "toInt64(errorCount)",
};

import type { Database } from "../database.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";

/** Spans for which the stored `counted` is not what the whole trace says. */
export interface CountCorrections {
  counts: string[]; // span ids
  countsNot: string[];
}

/**
 * One trace, summed over all of its spans, however far apart; null when there is no such trace.
 *
 * Of the sums those of `corrections` hold rather than what was decided when the spans arrived.
 */
export async function traceSummary(
  db: Database,
  query: { project: string; traceId: string; corrections: CountCorrections },
): Promise<TraceAggregate | null> {
  const { project, traceId, corrections } = query;
  const [trace] = await db.select(TraceAggregate, sql, { project, traceId, ...corrections });
  return trace ?? null;
}

const sql = `${traceAggregates({
  traces: "by id",
  where: ["trace_id = {traceId:String}"],
  counted: `multiIf(span_id IN {counts:Array(String)}, true,
                    span_id IN {countsNot:Array(String)}, false,
                    counted)`,
})} LIMIT 1`;

import type { Database } from "../database.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";

/**
 * One trace, summed over all of its spans, however far apart; null when there is no such trace.
 * Calls whose span id is in `without` are spans of it, but add nothing to usage, cost and calls.
 */
export async function traceSummary(
  db: Database,
  query: { project: string; traceId: string; without: string[] },
): Promise<TraceAggregate | null> {
  const [trace] = await db.select(TraceAggregate, sql, query);
  return trace ?? null;
}

const sql = `${traceAggregates({
  traces: "by id",
  where: ["trace_id = {traceId:String}"],
  silenced: "span_id IN {without:Array(String)}",
})} LIMIT 1`;

import { z } from "zod";
import type { Database } from "../database.ts";
import { edgeOf, inReach, intervalOf, type Intervals, type Period, reachOf } from "./period.ts";
import { startsInPeriod, traceAggregates } from "./trace-aggregate.ts";
import { filterSql, type TraceFilter } from "./trace-filter.ts";

export interface DurationMapQuery extends Period, Intervals {
  project: string;
  filter: TraceFilter;
  /** Where classes of duration begin, in nanoseconds, rising; the first is 0, the last has no end. */
  boundsNs: readonly bigint[];
}

/** Traces that started in one interval and took as long as one class says. Empty ones are left out. */
const DurationCell = z.object({
  index: z.coerce.number(), // of the interval, from the intervals' origin
  boundNs: z.coerce.bigint(), // where the class begins
  traces: z.coerce.number(),
  errors: z.coerce.number(),
});
export type DurationCell = z.infer<typeof DurationCell>;

/** Answers "how long do runs take, and when?": traces of a period by their start and their duration. */
export function durationMap(db: Database, query: DurationMapQuery): Promise<DurationCell[]> {
  const filter = filterSql(query.filter, inReach);
  const sql = `
  SELECT ${intervalOf("startUnixNano")} AS index,
         roundDown(toInt64(durationNs), {boundsNs:Array(Int64)}) AS boundNs,
         count() AS traces,
         countIf(traceStatus = 'error') AS errors
    FROM (${traceAggregates({
      traces: "of a period",
      where: [...inReach, ...filter.candidates],
      spans: filter.spans,
      trace: [startsInPeriod, ...filter.trace],
    })})
   GROUP BY index, boundNs
   ORDER BY index, boundNs
   LIMIT 100000`;
  return db.select(DurationCell, sql, {
    ...filter.parameters,
    ...reachOf(query, edgeOf(query)),
    project: query.project,
    originUnixNano: query.originUnixNano,
    intervalNs: query.intervalNs,
    boundsNs: query.boundsNs,
  });
}

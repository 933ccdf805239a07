import { z } from "zod";
import type { Database } from "../database.ts";
import { edgeOf, inReach, intervalOf, type Intervals, type Period, reachOf } from "./period.ts";
import { startsInPeriod, traceAggregates } from "./trace-aggregate.ts";
import { filterSql, type TraceFilter } from "./trace-filter.ts";

/** One interval of a period: `index` counts from the intervals' origin. Intervals without traces are left out. */
const HistogramBucket = z.object({
  index: z.coerce.number(),
  traces: z.coerce.number(),
  errors: z.coerce.number(),
});
export type HistogramBucket = z.infer<typeof HistogramBucket>;

/** Answers "when did it happen?": traces started in each interval of a period, those with an error apart. */
export function traceHistogram(
  db: Database,
  query: Period & Intervals & { project: string; filter: TraceFilter },
): Promise<HistogramBucket[]> {
  const filter = filterSql(query.filter, inReach);
  const sql = `
  SELECT ${intervalOf("startUnixNano")} AS index,
         count() AS traces,
         countIf(traceStatus = 'error') AS errors
    FROM (${traceAggregates({
      traces: "of a period",
      where: [...inReach, ...filter.candidates],
      spans: filter.spans,
      trace: [startsInPeriod, ...filter.trace],
    })})
   GROUP BY index
   ORDER BY index
   LIMIT 10000`;
  return db.select(HistogramBucket, sql, {
    ...filter.parameters,
    ...reachOf(query, edgeOf(query)),
    project: query.project,
    originUnixNano: query.originUnixNano,
    intervalNs: query.intervalNs,
  });
}

import { z } from "zod";
import type { Database } from "../database.ts";
import { edgeOf, inReach, type Period, reachOf } from "./period.ts";
import { startsInPeriod, traceAggregates } from "./trace-aggregate.ts";
import { filterSql, type TraceFilter } from "./trace-filter.ts";

/** What traces can be told apart by. */
export const facetNames = [
  "status",
  "agent",
  "model",
  "tool",
  "service",
  "environment",
  "businessUnit",
  "useCase",
  "user",
  "session",
  "label",
] as const;
export type FacetName = (typeof facetNames)[number];

/** How many values of a facet are listed. */
export const facetValuesMax = 50;

/** How many traces have one value of one facet. */
const FacetCount = z.object({
  facet: z.enum([...facetNames, "all"]), // "all": every trace, whatever it has
  value: z.string(),
  count: z.coerce.number(),
});
export type FacetCount = z.infer<typeof FacetCount>;

/**
 * Answers "what is there to filter by?": the traces of a period that pass the filter, counted by what
 * their list row shows; of each facet the most frequent values, one more than {@link facetValuesMax}
 * when there are more.
 */
export function traceFacets(
  db: Database,
  query: Period & { project: string; filter: TraceFilter },
): Promise<FacetCount[]> {
  const filter = filterSql(query.filter, inReach);
  const sql = `
  SELECT pair.1 AS facet, pair.2 AS value, count() AS count
    FROM (SELECT arrayJoin(arrayConcat([('all', '')], ${pairs})) AS pair
            FROM (${traceAggregates({
              traces: "of a period",
              where: [...inReach, ...filter.candidates],
              spans: filter.spans,
              trace: [startsInPeriod, ...filter.trace],
            })}))
   WHERE value != '' OR facet = 'all'
   GROUP BY facet, value
   ORDER BY count DESC, value
   LIMIT {valuesMax:UInt32} BY facet
   LIMIT 1000`;
  return db.select(FacetCount, sql, {
    ...filter.parameters,
    ...reachOf(query, edgeOf(query)),
    project: query.project,
    valuesMax: facetValuesMax + 1,
  });
}

/** The columns of the trace aggregate that hold the values of a facet. */
const valuesOf: Record<FacetName, string> = {
  status: "[toString(traceStatus)]",
  agent: "mapKeys(agents)",
  model: "models",
  tool: "toolNames",
  service: "services",
  environment: "[traceEnvironment]",
  businessUnit: "[businessUnit]",
  useCase: "[useCase]",
  user: "[userId]",
  session: "[sessionId]",
  label: "traceLabels",
};
const pairs = facetNames
  .map((name) => `arrayMap(v -> ('${name}', toString(v)), ${valuesOf[name]})`)
  .join(", ");

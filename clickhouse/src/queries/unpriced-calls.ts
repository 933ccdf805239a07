import { z } from "zod";
import type { Database } from "../database.ts";
import { chargesToSum } from "./span-source.ts";

export const UnpricedModel = z.object({
  provider: z.string(),
  model: z.string(),
  calls: z.coerce.number(),
  firstUnixNano: z.coerce.bigint(),
  lastUnixNano: z.coerce.bigint(),
  traceIds: z.array(z.string()), // at most a thousand
});
export type UnpricedModel = z.infer<typeof UnpricedModel>;

/** Calls whose cost is unknown, by model, the most first. `period` "" for all months. */
export function unpricedCalls(
  db: Database,
  query: { project: string; period: string },
): Promise<UnpricedModel[]> {
  return db.select(UnpricedModel, sql, query);
}

const sql = `
  SELECT provider, model,
         sum(openCalls) AS calls,
         toUnixTimestamp64Nano(min(firstTime)) AS firstUnixNano,
         toUnixTimestamp64Nano(max(lastTime)) AS lastUnixNano,
         groupUniqArray(1000)(trace_id) AS traceIds
    FROM (SELECT provider, model, trace_id, sum(unpriced) AS openCalls,
                 min(time) AS firstTime, max(time) AS lastTime
            FROM ${chargesToSum({
              columns: "provider, model, trace_id, span_id, unpriced, time",
              where: ["({period:String} = '' OR period = toDateOrZero({period:String}))"],
            })}
           GROUP BY provider, model, trace_id, span_id
          HAVING openCalls > 0)
   GROUP BY provider, model
   ORDER BY calls DESC, provider, model
   LIMIT 1000`;

import { z } from "zod";
import type { Database } from "../database.ts";
import { costConditions, type CostQuery, picoSum } from "./cost-filter.ts";
import { chargesToSum } from "./span-source.ts";

const Count = z.coerce.number();

export const CostTrace = z.object({
  traceId: z.string(),
  startUnixNano: z.coerce.bigint(), // of its first charged span
  costPicoUsd: z.coerce.bigint(),
  calls: Count,
  unpricedCalls: Count,
  agents: z.array(z.string()),
  models: z.array(z.string()),
});
export type CostTrace = z.infer<typeof CostTrace>;

/** The traces that cost most in a month, of what it is narrowed to. */
export function costTraces(
  db: Database,
  { limit, project, ...query }: CostQuery & { limit: number },
): Promise<CostTrace[]> {
  const { parameters, where } = costConditions(query);
  const sql = `
    SELECT trace_id AS traceId,
           toUnixTimestamp64Nano(min(time)) AS startUnixNano,
           ${picoSum("cost_pico_usd")} AS costPicoUsd,
           sum(booked) AS calls,
           sum(unpriced) AS unpricedCalls,
           groupUniqArrayIf(10)(agent, agent != '') AS agents,
           groupUniqArrayIf(10)(model, model != '') AS models
      FROM ${chargesToSum({
        columns: "trace_id, time, cost_pico_usd, calls AS booked, unpriced, agent, model",
        where,
      })}
     GROUP BY trace_id
     ORDER BY toInt128(costPicoUsd) DESC, traceId
     LIMIT {limit:UInt32}`;
  return db.select(CostTrace, sql, { project, limit, ...parameters });
}

import { z } from "zod";
import type { Database } from "../database.ts";
import {
  type CostColumn,
  costColumns,
  costConditions,
  type CostQuery,
  picoSum,
} from "./cost-filter.ts";
import { chargesToSum } from "./span-source.ts";

const Count = z.coerce.number();
const Pico = z.coerce.bigint();

/** What the charges of one value of a dimension add up to; "" is what belongs to nobody. */
export const CostSum = z.object({
  value: z.string(),
  costPicoUsd: Pico,
  calls: Count,
  unpricedCalls: Count,
  failedCalls: Count,
  failedPicoUsd: Pico,
  judgePicoUsd: Pico,
  adjustedPicoUsd: Pico, // of the cost, what adjustments changed
  latePicoUsd: Pico, // of the cost, corrections of closed months
});
export type CostSum = z.infer<typeof CostSum>;

/** One month's charges, summed by one dimension: in the order of the cost, the largest first. */
export function costReport(
  db: Database,
  { by, project, ...query }: CostQuery & { by: CostColumn },
): Promise<CostSum[]> {
  const { parameters, where } = costConditions(query);
  const sql = `
    SELECT ${costColumns[by]} AS value,
           ${picoSum("cost_pico_usd")} AS costPicoUsd,
           sum(booked) AS calls,
           sum(unpriced) AS unpricedCalls,
           sumIf(booked, failed) AS failedCalls,
           ${picoSum("cost_pico_usd", "failed")} AS failedPicoUsd,
           ${picoSum("cost_pico_usd", "line = 'judge'")} AS judgePicoUsd,
           ${picoSum("cost_pico_usd", "sequence > 0")} AS adjustedPicoUsd,
           ${picoSum("cost_pico_usd", "late")} AS latePicoUsd
      FROM ${chargesToSum({
        columns: `${costColumns[by]}, cost_pico_usd, calls AS booked, unpriced, failed, line, sequence, late`,
        where,
      })}
     GROUP BY value
     ORDER BY toInt128(costPicoUsd) DESC, value`;
  return db.select(CostSum, sql, { project, ...parameters });
}

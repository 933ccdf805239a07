import { z } from "zod";
import type { Database } from "../database.ts";
import { picoSum } from "./cost-filter.ts";
import { chargesToSum } from "./span-source.ts";

const Count = z.coerce.number();

export const CostMonth = z.object({
  period: z.string(), // YYYY-MM-01
  costPicoUsd: z.coerce.bigint(),
  calls: Count,
  unpricedCalls: Count,
});
export type CostMonth = z.infer<typeof CostMonth>;

/** The months that anything was booked in, the latest first. */
export function costMonths(db: Database, query: { project: string }): Promise<CostMonth[]> {
  return db.select(CostMonth, sql, query);
}

const sql = `
  SELECT toString(period) AS period,
         ${picoSum("cost_pico_usd")} AS costPicoUsd,
         sum(booked) AS calls,
         sum(unpriced) AS unpricedCalls
    FROM ${chargesToSum({ columns: "period, cost_pico_usd, calls AS booked, unpriced", where: [] })}
   GROUP BY period
   ORDER BY period DESC`;

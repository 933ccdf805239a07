import { z } from "zod";
import type { Database } from "../database.ts";
import { costConditions, type CostQuery, picoSum } from "./cost-filter.ts";
import { chargesToSum } from "./span-source.ts";

export const CostDay = z.object({ date: z.string(), costPicoUsd: z.coerce.bigint() });
export type CostDay = z.infer<typeof CostDay>;

/** What a month cost by the days on which it was spent, in UTC, earliest first. */
export function costDays(db: Database, { project, ...query }: CostQuery): Promise<CostDay[]> {
  const { parameters, where } = costConditions(query);
  const sql = `
    SELECT toString(toDate(time)) AS date, ${picoSum("cost_pico_usd")} AS costPicoUsd
      FROM ${chargesToSum({ columns: "time, cost_pico_usd", where })}
     GROUP BY date
     ORDER BY date`;
  return db.select(CostDay, sql, { project, ...parameters });
}

import { z } from "zod";
import type { Database } from "../database.ts";
import type { Period } from "./period.ts";
import { spanVersions } from "./span-source.ts";

const Kept = z.object({
  fromUnixNano: z.coerce.bigint(),
  toUnixNano: z.coerce.bigint(),
  rows: z.coerce.number(),
});

/** From the first span of a project to just after its last; null when it has none. */
export async function keptPeriod(db: Database, query: { project: string }): Promise<Period | null> {
  const [kept] = await db.select(Kept, sql, query);
  return kept && kept.rows > 0 ? kept : null;
}

const edge = (order: string) =>
  `(SELECT start_time FROM ${spanVersions({ columns: "start_time", where: [] })} ORDER BY start_time ${order} LIMIT 1)`;

const sql = `
  SELECT toUnixTimestamp64Nano(min(start_time)) AS fromUnixNano,
         toUnixTimestamp64Nano(max(start_time)) + 1 AS toUnixNano,
         count() AS rows
    FROM (SELECT * FROM ${edge("ASC")} UNION ALL SELECT * FROM ${edge("DESC")})
   LIMIT 1`;

import { z } from "zod";
import type { Database } from "../database.ts";
import { chargesToSum } from "./span-source.ts";

/** A trace of which something is charged in a period, by the starts of what is charged. */
export const ChargedTrace = z.object({
  traceId: z.string(),
  fromUnixNano: z.coerce.bigint(),
  toUnixNano: z.coerce.bigint(),
});
export type ChargedTrace = z.infer<typeof ChargedTrace>;

/** The traces whose charged spans start in a period, past `afterTraceId`: the next `limit` by their ids. */
export function chargedTraces(
  db: Database,
  query: {
    project: string;
    fromUnixNano: bigint;
    toUnixNano: bigint;
    afterTraceId: string;
    limit: number;
  },
): Promise<ChargedTrace[]> {
  return db.select(ChargedTrace, sql, query);
}

const sql = `
  SELECT trace_id AS traceId,
         toUnixTimestamp64Nano(min(time)) AS fromUnixNano,
         toUnixTimestamp64Nano(max(time)) AS toUnixNano
    FROM ${chargesToSum({
      columns: "trace_id, time",
      where: [
        "time >= fromUnixTimestamp64Nano({fromUnixNano:Int64}, 'UTC')",
        "time < fromUnixTimestamp64Nano({toUnixNano:Int64}, 'UTC')",
        "trace_id > {afterTraceId:String}",
      ],
    })}
   GROUP BY trace_id
   ORDER BY traceId
   LIMIT {limit:UInt32}`;

import { z } from "zod";
import type { Database } from "../database.ts";
import { receivedSpans } from "./span-source.ts";

/** A trace of which spans were received, and when those spans started. */
export const ReceivedTrace = z.object({
  project: z.string(),
  traceId: z.string(),
  receivedUnixMs: z.coerce.number(), // the first receipt since it was asked for
  fromUnixNano: z.coerce.bigint(),
  toUnixNano: z.coerce.bigint(), // the last start
});
export type ReceivedTrace = z.infer<typeof ReceivedTrace>;

/** Where a reader of {@link receivedTraces} stands. */
export interface ReceiptPlace {
  receivedUnixMs: number;
  project: string;
  traceId: string;
}

/**
 * Traces of all projects in the order in which their spans came in, past `after` and received before
 * `beforeUnixMs`: the next `limit` of them. A trace comes again when more of it was received.
 */
export function receivedTraces(
  db: Database,
  query: { after: ReceiptPlace; beforeUnixMs: number; limit: number },
): Promise<ReceivedTrace[]> {
  const { after, ...rest } = query;
  return db.select(ReceivedTrace, sql, { ...after, ...rest });
}

const sql = `
  SELECT project, trace_id AS traceId,
         toUnixTimestamp64Milli(min(received_at)) AS receivedUnixMs,
         toUnixTimestamp64Nano(min(start_time)) AS fromUnixNano,
         toUnixTimestamp64Nano(max(start_time)) AS toUnixNano
    FROM ${receivedSpans("project, trace_id, start_time, received_at")}
   GROUP BY project, trace_id
   ORDER BY receivedUnixMs, project, traceId
   LIMIT {limit:UInt32}`;

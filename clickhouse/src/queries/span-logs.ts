import { z } from "zod";
import type { Database } from "../database.ts";
import { logEventsById } from "./span-source.ts";

/** How many log records of a span are read. */
export const spanLogsMax = 1000;

/** A log record as it was sent. JSON texts are in the OTLP/JSON mapping. */
export const SpanLog = z.object({
  spanId: z.string(),
  timeUnixNano: z.coerce.bigint(),
  eventName: z.string(),
  severity: z.number(),
  body: z.string(), // "" for none
  attributes: z.string(),
  resource: z.string(),
  scope: z.string(),
});
export type SpanLog = z.infer<typeof SpanLog>;

/** The log records of some spans of one trace, oldest first, at most {@link spanLogsMax} of each. */
export function spanLogs(
  db: Database,
  query: { project: string; traceId: string; spanIds: readonly string[] },
): Promise<SpanLog[]> {
  return db.select(SpanLog, sql, query);
}

const sql = `
  SELECT span_id AS spanId,
         toUnixTimestamp64Nano(time) AS timeUnixNano,
         event_name AS eventName,
         severity, body, attributes, resource, scope
    FROM ${logEventsById({
      columns:
        "trace_id, span_id, time, record_id, event_name, severity, body, attributes, resource, scope",
      where: ["trace_id = {traceId:String}", "span_id IN {spanIds:Array(String)}"],
    })}
   ORDER BY time, record_id
   LIMIT ${spanLogsMax} BY span_id`;

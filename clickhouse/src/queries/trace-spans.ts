import type { ColumnShape, Columns } from "../columns.ts";
import type { Database } from "../database.ts";
import { spansById } from "./span-source.ts";

/** One value for each span of a trace. */
const shape = {
  spanId: "text",
  parentSpanId: "text", // "" for a root
  startUnixNano: "text",
  durationNs: "text",
  kind: "text",
  name: "text",
  agent: "text",
  model: "text",
  tool: "text",
  service: "text",
  status: "text",
  usageSource: "text",
  inputTokens: "text",
  outputTokens: "text",
  reportedCostNanoUsd: "text or null",
  eventCount: "number",
  linkCount: "number",
  contentBytes: "text",
  flags: "number",
} as const satisfies ColumnShape;
export type TraceSpans = Columns<typeof shape>;

/** The spans of one trace as columns, without content, each once: the earliest `limit` of them, in no order. */
export function traceSpans(
  db: Database,
  query: { project: string; traceId: string; limit: number },
): Promise<TraceSpans> {
  return db.selectColumns(shape, sql, query);
}

const sql = `
  SELECT span_id AS spanId,
         parent_span_id AS parentSpanId,
         toUnixTimestamp64Nano(start_time) AS startUnixNano,
         duration_ns AS durationNs,
         kind, name, agent, model, tool, service, status,
         usage_source AS usageSource,
         input_tokens AS inputTokens,
         output_tokens AS outputTokens,
         reported_cost_nano_usd AS reportedCostNanoUsd,
         event_count AS eventCount,
         link_count AS linkCount,
         content_bytes AS contentBytes,
         flags
    FROM ${spansById({
      columns: `span_id, parent_span_id, start_time, duration_ns, kind, name, agent, model, tool, service,
        status, usage_source, input_tokens, output_tokens,
        reported_cost_nano_usd, event_count, link_count, content_bytes, flags`,
      where: ["trace_id = {traceId:String}"],
    })}
   ORDER BY start_time
   LIMIT {limit:UInt32}`;

import type { ColumnShape, Columns } from "../columns.ts";
import type { Database } from "../database.ts";
import { spansById } from "./span-source.ts";

/** One value for each span of a trace: who could have decided what. */
const shape = {
  spanId: "text",
  parentSpanId: "text", // "" for a root
  startUnixNano: "text",
  kind: "text",
  name: "text",
  tool: "text",
  toolCallId: "text",
  requestedTools: "texts",
} as const satisfies ColumnShape;
export type TraceDecisions = Columns<typeof shape>;

/** The spans of one trace, each once, in order of start: what tells which step led to which. At most `limit`. */
export function traceDecisions(
  db: Database,
  query: { project: string; traceId: string; limit: number },
): Promise<TraceDecisions> {
  return db.selectColumns(shape, sql, query);
}

const sql = `
  SELECT span_id AS spanId,
         parent_span_id AS parentSpanId,
         toUnixTimestamp64Nano(start_time) AS startUnixNano,
         kind, name, tool,
         tool_call_id AS toolCallId,
         requested_tools AS requestedTools
    FROM ${spansById({
      columns:
        "span_id, parent_span_id, start_time, kind, name, tool, tool_call_id, requested_tools",
      where: ["trace_id = {traceId:String}"],
    })}
   ORDER BY start_time, span_id
   LIMIT {limit:UInt32}`;

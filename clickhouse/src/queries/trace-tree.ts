import type { ColumnShape, Columns } from "../columns.ts";
import type { Database } from "../database.ts";
import { spansById } from "./span-source.ts";

/** One value for each span of a trace: who called whom. */
const shape = {
  spanId: "text",
  parentSpanId: "text", // "" for a root
  kind: "text",
} as const satisfies ColumnShape;
export type TraceTree = Columns<typeof shape>;

/** The spans of one trace by their place alone, each once, in no order; at most `limit`. */
export function traceTree(
  db: Database,
  query: { project: string; traceId: string; limit: number },
): Promise<TraceTree> {
  return db.selectColumns(shape, sql, query);
}

const sql = `
  SELECT span_id AS spanId, parent_span_id AS parentSpanId, kind
    FROM ${spansById({
      columns: "span_id, parent_span_id, kind",
      where: ["trace_id = {traceId:String}"],
    })}
   LIMIT {limit:UInt32}`;

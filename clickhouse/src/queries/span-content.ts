import { z } from "zod";
import type { Database } from "../database.ts";
import { contentById } from "./span-source.ts";

/** What a span's sender said, word for word: what is kept of it in `span_io`. */
export const SpanContentRow = z.object({
  spanId: z.string(),
  attributes: z.string(),
  events: z.string(),
  links: z.string(),
  resource: z.string(),
  scope: z.string(),
  schemaUrl: z.string(),
  traceState: z.string(),
  otlpKind: z.number(),
  otlpFlags: z.number(),
  sentStartUnixNano: z.coerce.bigint(),
  sentEndUnixNano: z.coerce.bigint(),
  droppedAttributes: z.number(),
  droppedEvents: z.number(),
  droppedLinks: z.number(),
});
export type SpanContentRow = z.infer<typeof SpanContentRow>;

/** The content of some spans of one trace, in no order; what has expired, which it does before the span, is left out. */
export function spanContents(
  db: Database,
  query: { project: string; traceId: string; spanIds: readonly string[] },
): Promise<SpanContentRow[]> {
  return db.select(SpanContentRow, sql, query);
}

const columns = `span_id, attributes, events, links, resource, scope, schema_url, trace_state, otlp_kind, otlp_flags,
  sent_start_unix_nano, sent_end_unix_nano, dropped_attributes, dropped_events, dropped_links`;

const sql = `
  SELECT span_id AS spanId, attributes, events, links, resource, scope,
         schema_url AS schemaUrl,
         trace_state AS traceState,
         otlp_kind AS otlpKind,
         otlp_flags AS otlpFlags,
         sent_start_unix_nano AS sentStartUnixNano,
         sent_end_unix_nano AS sentEndUnixNano,
         dropped_attributes AS droppedAttributes,
         dropped_events AS droppedEvents,
         dropped_links AS droppedLinks
    FROM ${contentById({
      columns,
      where: ["trace_id = {traceId:String}", "span_id IN {spanIds:Array(String)}"],
    })}`;

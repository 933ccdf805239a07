import type { ColumnShape, Columns } from "../columns.ts";
import type { Database } from "../database.ts";
import { spansById } from "./span-source.ts";

/** One value for each span that is a call to a provider, or quotes the answer of one. */
const shape = {
  spanId: "text",
  parentSpanId: "text",
  startUnixNano: "text",
  durationNs: "text",
  kind: "text",
  scope: "text",
  status: "text",
  flags: "number",
  counted: "number",
  usageSource: "text",
  inputTokens: "text",
  outputTokens: "text",
  cacheReadTokens: "text",
  cacheWriteTokens: "text",
  cacheWrite1hTokens: "text",
  reasoningTokens: "text",
  audioInputTokens: "text",
  audioOutputTokens: "text",
  requestedTools: "texts",
  reportedCostNanoUsd: "text or null",
  provider: "text",
  model: "text",
  requestModel: "text",
  responseId: "text",
  finishReason: "text",
  outputPreview: "text", // its first character
} as const satisfies ColumnShape;
export type TraceCalls = Columns<typeof shape>;

/** The calls of one trace as columns: what decides which of them count. At most `limit`, the earliest. */
export function traceCalls(
  db: Database,
  query: { project: string; traceId: string; limit: number },
): Promise<TraceCalls> {
  return db.selectColumns(shape, sql, query);
}

const sql = `
  SELECT span_id AS spanId,
         parent_span_id AS parentSpanId,
         toUnixTimestamp64Nano(start_time) AS startUnixNano,
         duration_ns AS durationNs,
         kind, scope, status, flags, counted,
         usage_source AS usageSource,
         input_tokens AS inputTokens,
         output_tokens AS outputTokens,
         cache_read_tokens AS cacheReadTokens,
         cache_write_tokens AS cacheWriteTokens,
         cache_write_1h_tokens AS cacheWrite1hTokens,
         reasoning_tokens AS reasoningTokens,
         audio_input_tokens AS audioInputTokens,
         audio_output_tokens AS audioOutputTokens,
         requested_tools AS requestedTools,
         reported_cost_nano_usd AS reportedCostNanoUsd,
         provider, model,
         request_model AS requestModel,
         response_id AS responseId,
         finish_reason AS finishReason,
         substringUTF8(output_preview, 1, 1) AS outputPreview
    FROM ${spansById({
      columns: `span_id, parent_span_id, start_time, duration_ns, kind, scope, status, flags, counted, usage_source,
        input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
        reasoning_tokens, audio_input_tokens, audio_output_tokens, requested_tools,
        reported_cost_nano_usd, provider, model, request_model, response_id, finish_reason,
        output_preview`,
      where: ["trace_id = {traceId:String}"],
    })}
   WHERE kind IN ('llm', 'embedding') OR response_id != ''
   ORDER BY start_time
   LIMIT {limit:UInt32}`;

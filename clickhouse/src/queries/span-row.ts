import { z } from "zod";
import type { Database } from "../database.ts";
import { spanKinds, spanStatuses, usageSources } from "../records/index.ts";
import { spansById } from "./span-source.ts";

const Count = z.coerce.number();

/** A row of `spans`, without what only filters need. Texts are "" where nothing is known. */
export const SpanRow = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string(),
  startUnixNano: z.coerce.bigint(),
  durationNs: z.coerce.bigint(),
  name: z.string(),
  kind: z.enum(spanKinds),
  status: z.enum(spanStatuses),
  statusMessage: z.string(),
  errorType: z.string(),
  service: z.string(),
  environment: z.string(),
  convention: z.string(),
  agent: z.string(),
  agentId: z.string(),
  agentVersion: z.string(),
  workflow: z.string(),
  provider: z.string(),
  model: z.string(),
  requestModel: z.string(),
  responseId: z.string(),
  tool: z.string(),
  toolCallId: z.string(),
  finishReason: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  businessUnit: z.string(),
  useCase: z.string(),
  tags: z.record(z.string(), z.string()),
  labels: z.array(z.string()),
  usageSource: z.enum(usageSources),
  counted: z.coerce.number().transform((counted) => counted === 1),
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  cacheWrite1hTokens: Count,
  reasoningTokens: Count,
  audioInputTokens: Count,
  audioOutputTokens: Count,
  reportedCostNanoUsd: z.coerce.bigint().nullable(),
  stream: z.coerce.number().transform((stream) => stream === 1),
  ttftNs: z.coerce.bigint(), // 0: not reported
  contentBytes: Count, // of what was sent as attributes and events
  flags: Count,
  receivedUnixMs: Count,
});
export type SpanRow = z.infer<typeof SpanRow>;

/** The narrow rows of some spans of one trace, in no order; those that are not there are left out. */
export function spanRows(
  db: Database,
  query: { project: string; traceId: string; spanIds: readonly string[] },
): Promise<SpanRow[]> {
  return db.select(SpanRow, sql, query);
}

const columns = {
  traceId: "trace_id",
  spanId: "span_id",
  parentSpanId: "parent_span_id",
  startUnixNano: "toUnixTimestamp64Nano(start_time)",
  durationNs: "duration_ns",
  name: "name",
  kind: "kind",
  status: "status",
  statusMessage: "status_message",
  errorType: "error_type",
  service: "service",
  environment: "environment",
  convention: "convention",
  agent: "agent",
  agentId: "agent_id",
  agentVersion: "agent_version",
  workflow: "workflow",
  provider: "provider",
  model: "model",
  requestModel: "request_model",
  responseId: "response_id",
  tool: "tool",
  toolCallId: "tool_call_id",
  finishReason: "finish_reason",
  sessionId: "session_id",
  userId: "user_id",
  businessUnit: "business_unit",
  useCase: "use_case",
  tags: "tags",
  labels: "labels",
  usageSource: "usage_source",
  counted: "counted",
  inputTokens: "input_tokens",
  outputTokens: "output_tokens",
  cacheReadTokens: "cache_read_tokens",
  cacheWriteTokens: "cache_write_tokens",
  cacheWrite1hTokens: "cache_write_1h_tokens",
  reasoningTokens: "reasoning_tokens",
  audioInputTokens: "audio_input_tokens",
  audioOutputTokens: "audio_output_tokens",
  reportedCostNanoUsd: "reported_cost_nano_usd",
  stream: "stream",
  ttftNs: "ttft_ns",
  contentBytes: "content_bytes",
  flags: "flags",
  receivedUnixMs: "toUnixTimestamp64Milli(received_at)",
} satisfies Record<keyof SpanRow, string>;

const sql = `
  SELECT ${Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(", ")}
    FROM ${spansById({
      columns: "* EXCEPT (is_deleted)",
      where: ["trace_id = {traceId:String}", "span_id IN {spanIds:Array(String)}"],
    })}`;

import { z } from "zod";
import type { Database } from "../database.ts";
import {
  type SpanKind,
  type SpanRecord,
  spanKinds,
  spanStatuses,
  usageSources,
} from "../records/index.ts";
import { spansOfAllProjects } from "./span-source.ts";

const Count = z.coerce.number();
const Whole = z.coerce.bigint();
const Truth = z.coerce.number().transform((value) => value === 1);

const Row = z.object({
  project: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string(),
  startUnixNano: Whole,
  durationNs: Whole,
  name: z.string(),
  kind: z.enum(spanKinds),
  status: z.enum(spanStatuses),
  statusMessage: z.string(),
  errorType: z.string(),
  service: z.string(),
  environment: z.string(),
  scope: z.string(),
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
  requestedTools: z.array(z.string()),
  finishReason: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  businessUnit: z.string(),
  useCase: z.string(),
  tags: z.record(z.string(), z.string()),
  labels: z.array(z.string()),
  usageSource: z.enum(usageSources),
  counted: Truth,
  tokens: z.array(Count),
  reportedCostNanoUsd: Whole.nullable(),
  stream: Truth,
  ttftNs: Whole,
  inputPreview: z.string(),
  outputPreview: z.string(),
  contentBytes: Count,
  eventCount: Count,
  linkCount: Count,
  flags: Count,
  attributes: z.record(z.string(), z.string()),
  receivedUnixMs: Count,
  ver: Whole,
});

/**
 * Whole records of the spans, of all projects, that can tell which model calls count: those of `kinds`
 * and those that quote an answer. The latest `limit` received since then, in order of receipt.
 */
export async function recentCalls(
  db: Database,
  query: { sinceUnixMs: number; kinds: readonly SpanKind[]; limit: number },
): Promise<SpanRecord[]> {
  const rows = await db.select(Row, sql, query);
  return rows.map(({ tokens, ...row }) => ({ ...row, usage: usageOf(tokens) })).toReversed();
}

function usageOf(tokens: number[]): SpanRecord["usage"] {
  const [inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0] = tokens;
  const [cacheWrite1hTokens = 0, reasoningTokens = 0, audioInputTokens = 0, audioOutputTokens = 0] =
    tokens.slice(4);
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    reasoningTokens,
    audioInputTokens,
    audioOutputTokens,
  };
}

const sql = `
  SELECT project,
         trace_id AS traceId,
         span_id AS spanId,
         parent_span_id AS parentSpanId,
         toUnixTimestamp64Nano(start_time) AS startUnixNano,
         duration_ns AS durationNs,
         name, kind, status,
         status_message AS statusMessage,
         error_type AS errorType,
         service, environment, scope, convention, agent,
         agent_id AS agentId,
         agent_version AS agentVersion,
         workflow, provider, model,
         request_model AS requestModel,
         response_id AS responseId,
         tool,
         tool_call_id AS toolCallId,
         requested_tools AS requestedTools,
         finish_reason AS finishReason,
         session_id AS sessionId,
         user_id AS userId,
         business_unit AS businessUnit,
         use_case AS useCase,
         tags, labels,
         usage_source AS usageSource,
         counted,
         [input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
          cache_write_1h_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens] AS tokens,
         reported_cost_nano_usd AS reportedCostNanoUsd,
         stream,
         ttft_ns AS ttftNs,
         input_preview AS inputPreview,
         output_preview AS outputPreview,
         content_bytes AS contentBytes,
         event_count AS eventCount,
         link_count AS linkCount,
         flags, attributes,
         toUnixTimestamp64Milli(received_at) AS receivedUnixMs,
         ver
    FROM ${spansOfAllProjects({
      columns: "* EXCEPT (is_deleted)",
      where: ["received_at >= fromUnixTimestamp64Milli({sinceUnixMs:Int64}, 'UTC')"],
    })}
   WHERE kind IN {kinds:Array(String)} OR response_id != ''
   ORDER BY received_at DESC
   LIMIT {limit:UInt32}`;

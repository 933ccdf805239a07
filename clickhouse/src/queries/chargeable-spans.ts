import { z } from "zod";
import type { Database } from "../database.ts";
import { spanKinds, spanStatuses, usageSources } from "../records/index.ts";
import { spansById } from "./span-source.ts";

const Whole = z.coerce.bigint();

/** What must be known of a span to charge for it and for those around it. */
export const ChargeableSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string(),
  startUnixNano: Whole,
  durationNs: Whole,
  kind: z.enum(spanKinds),
  status: z.enum(spanStatuses),
  flags: z.coerce.number(),
  counted: z.coerce.number().transform((counted) => counted === 1),
  scope: z.string(),
  service: z.string(),
  environment: z.string(),
  agent: z.string(),
  provider: z.string(),
  model: z.string(),
  requestModel: z.string(),
  responseId: z.string(),
  finishReason: z.string(),
  outputPreview: z.string(), // its first character
  tool: z.string(),
  requestedTools: z.array(z.string()),
  businessUnit: z.string(),
  useCase: z.string(),
  tags: z.record(z.string(), z.string()),
  attributes: z.record(z.string(), z.string()),
  usageSource: z.enum(usageSources),
  tokens: z.array(z.coerce.number()), // in the order of TokenUsage
  reportedCostNanoUsd: Whole.nullable(),
});
export type ChargeableSpan = z.infer<typeof ChargeableSpan>;

/** All spans of some traces whose spans start in a period, each once, by trace and start. */
export function chargeableSpans(
  db: Database,
  query: { project: string; traceIds: readonly string[]; fromUnixNano: bigint; toUnixNano: bigint },
): Promise<ChargeableSpan[]> {
  return db.select(ChargeableSpan, sql, query);
}

const columns = `trace_id, span_id, parent_span_id, start_time, duration_ns, kind, status, flags, counted,
  scope, service, environment, agent, provider, model, request_model, response_id, finish_reason,
  output_preview, tool, requested_tools, business_unit, use_case, tags, attributes, usage_source,
  input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
  reasoning_tokens, audio_input_tokens, audio_output_tokens, reported_cost_nano_usd`;

const sql = `
  SELECT trace_id AS traceId,
         span_id AS spanId,
         parent_span_id AS parentSpanId,
         toUnixTimestamp64Nano(start_time) AS startUnixNano,
         duration_ns AS durationNs,
         kind, status, flags, counted, scope, service, environment, agent, provider, model,
         request_model AS requestModel,
         response_id AS responseId,
         finish_reason AS finishReason,
         substringUTF8(output_preview, 1, 1) AS outputPreview,
         tool,
         requested_tools AS requestedTools,
         business_unit AS businessUnit,
         use_case AS useCase,
         tags, attributes,
         usage_source AS usageSource,
         [input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
          cache_write_1h_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens] AS tokens,
         reported_cost_nano_usd AS reportedCostNanoUsd
    FROM ${spansById({
      columns,
      where: [
        "trace_id IN {traceIds:Array(String)}",
        "start_time >= fromUnixTimestamp64Nano({fromUnixNano:Int64}, 'UTC')",
        "start_time <= fromUnixTimestamp64Nano({toUnixNano:Int64}, 'UTC')",
      ],
    })}
   ORDER BY traceId, startUnixNano, spanId`;

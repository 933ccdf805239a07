import { spanStatuses, usageSources } from "../records/index.ts";
import { z } from "zod";
import { type Read, spansById, spansToSum } from "./span-source.ts";

const Count = z.coerce.number();

/**
 * One trace, summed over its spans.
 *
 * What belongs to a trace as a whole (name, session, user, environment, tags) is the root's value, else
 * that of the earliest span that has one; of several roots the earliest comes first. Its status is
 * "error" when a root failed, else "ok" when a root is ok, else "error" when any span failed, else "ok"
 * when any is ok, else "unset": an error that the root recovered from shows in `errorCount` alone.
 */
export const TraceAggregate = z.object({
  traceId: z.string(),
  rootSpanId: z.string(), // "" while no root has arrived
  traceName: z.string(),
  startUnixNano: z.coerce.bigint(),
  durationNs: z.coerce.bigint(), // first start to last end
  traceStatus: z.enum(spanStatuses),
  spanCount: Count,
  errorCount: Count,
  llmCalls: Count, // counted model calls without an error
  toolCalls: Count,
  toolNames: z.array(z.string()), // executed, or requested by a counted call; in no order
  models: z.array(z.string()),
  agents: z.record(z.string(), z.coerce.bigint()), // agent → its first start
  services: z.array(z.string()),
  traceEnvironment: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  businessUnit: z.string(),
  useCase: z.string(),
  traceTags: z.record(z.string(), z.string()),
  traceLabels: z.array(z.string()),
  /** Of the spans the sums come from. Empty: nothing was reported, so the sums are unknown, not zero. */
  sources: z.array(z.enum(usageSources)),
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  reasoningTokens: Count,
  embeddingTokens: Count,
  totalTokens: Count,
  costNanoUsd: z.coerce.bigint().nullable(), // null: no cost was reported
  countedCosts: Count, // counted calls with a cost; 0: `costNanoUsd` is the largest that a wrapper reported
  inputPreview: z.string(),
  outputPreview: z.string(),
  pendingCount: Count,
  missingParents: Count, // parents that spans name and that have not arrived
});
export type TraceAggregate = z.infer<typeof TraceAggregate>;

/**
 * SQL for {@link TraceAggregate} rows of the traces that `where` selects: some by id, or all of a period.
 * Spans that are `silenced` add nothing to calls, usage and cost. `spans` are conditions on the spans of
 * a trace, as aggregates; `trace` are conditions on the names of the row. What the query around it does
 * not ask for is neither read nor computed.
 */
export function traceAggregates(query: {
  traces: "by id" | "of a period";
  where: string[];
  silenced?: string;
  spans?: string[];
  trace?: string[];
}): string {
  const { silenced = "false", spans = [], trace = [], traces, where } = query;
  const read: Read = { columns: `${columns}, NOT (${silenced}) AS is_told`, where };
  // First what can be gathered from the spans, then what follows from that.
  return `
  SELECT * EXCEPT (${steps.join(", ")}), ${conclusions}
    FROM (SELECT ${identity}, ${attribution}, ${counts}, ${usage}, ${previews}, ${completeness}
            FROM ${traces === "by id" ? spansById(read) : spansToSum(read)}
           GROUP BY trace_id
          ${spans.length > 0 ? `HAVING ${spans.join(" AND ")}` : ""})
  ${trace.length > 0 ? `WHERE ${trace.join(" AND ")}` : ""}`;
}

/** A condition on traces: they start in the period given as `fromUnixNano` and `toUnixNano`. */
export const startsInPeriod =
  "startUnixNano >= {fromUnixNano:Int64} AND startUnixNano < {toUnixNano:Int64}";

// What conditions ask of spans is among them too: what nothing asks for is not read.
const columns = `trace_id, span_id, parent_span_id, start_time, duration_ns, name, kind, status,
  status_message, error_type, service, environment, agent, agent_version, provider, model, tool,
  requested_tools, session_id, user_id, business_unit, use_case, tags, labels, attributes, usage_source, counted,
  input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  reported_cost_nano_usd, input_preview, output_preview, flags`;

const isCounted = "is_told AND counted";
const isRoot = "parent_span_id = ''";
const rootFirst = "(parent_span_id != '', start_time, span_id)";
const ofTrace = (column: string) => `argMinIf(${column}, ${rootFirst}, notEmpty(${column}))`;

const identity = `
  trace_id AS traceId,
  argMinIf(span_id, ${rootFirst}, ${isRoot}) AS rootSpanId,
  argMin(name, ${rootFirst}) AS traceName,
  min(toUnixTimestamp64Nano(start_time)) AS startUnixNano,
  max(toUnixTimestamp64Nano(start_time) + duration_ns) AS endUnixNano`;

const attribution = `
  ${ofTrace("environment")} AS traceEnvironment,
  ${ofTrace("session_id")} AS sessionId,
  ${ofTrace("user_id")} AS userId,
  ${ofTrace("business_unit")} AS businessUnit,
  ${ofTrace("use_case")} AS useCase,
  ${ofTrace("tags")} AS traceTags,
  groupUniqArrayArray(100)(labels) AS traceLabels,
  groupUniqArrayIf(100)(model, is_told AND model != '') AS models,
  groupUniqArrayIf(100)(service, service != '') AS services,
  minMapIf(map(toString(agent), toUnixTimestamp64Nano(start_time)), agent != '') AS agents,
  groupUniqArrayIf(1000)(tool, kind = 'tool' AND tool != '') AS executed,
  groupUniqArrayArrayIf(1000)(requested_tools, ${isCounted}) AS requested`;

const counts = `
  count() AS spanCount,
  countIf(status = 'error') AS errorCount,
  countIf(status = 'ok') AS okCount,
  groupUniqArrayIf(status, ${isRoot}) AS rootStatuses,
  countIf(${isCounted} AND kind = 'llm' AND status != 'error') AS llmCalls,
  countIf(kind = 'tool') AS toolCalls`;

const isKnown = `${isCounted} AND usage_source NOT IN ('none', 'aggregate')`;
const tokens = [
  ["inputTokens", "input_tokens"],
  ["outputTokens", "output_tokens"],
  ["cacheReadTokens", "cache_read_tokens"],
  ["cacheWriteTokens", "cache_write_tokens"],
  ["reasoningTokens", "reasoning_tokens"],
] as const;
const ofCalls = tokens.map(([, column]) => `sumIf(${column}, ${isKnown} AND kind != 'embedding')`);
const usage = `
  groupUniqArrayIf(toString(usage_source), ${isKnown}) AS knownSources,
  countIf(usage_source = 'aggregate') AS totals,
  argMaxIf((${tokens.map(([, column]) => column).join(", ")}),
    (input_tokens + output_tokens, span_id), usage_source = 'aggregate') AS largestTotal,
  (${ofCalls.join(", ")}) AS sumOfCalls,
  sumIf(input_tokens, ${isKnown} AND kind = 'embedding') AS embeddingTokens,
  countIf(${isCounted} AND isNotNull(reported_cost_nano_usd)) AS countedCosts,
  sumIf(reported_cost_nano_usd, ${isCounted}) AS costOfCalls,
  maxIf(reported_cost_nano_usd, is_told AND NOT counted) AS largestCost`;

const previews = `
  argMinIf(input_preview, ${rootFirst}, input_preview != '') AS inputPreview,
  argMaxIf(output_preview, (${isRoot}, toUnixTimestamp64Nano(start_time) + duration_ns, span_id),
    output_preview != '') AS outputPreview`;

const completeness = `
  countIf(bitTest(flags, 4)) AS pendingCount,
  groupUniqArrayIf(parent_span_id, parent_span_id != '') AS parents,
  groupUniqArray(span_id) AS spans`;

/** What the first step gathers for the second. */
const steps = [
  "endUnixNano",
  "executed",
  "requested",
  "okCount",
  "rootStatuses",
  "knownSources",
  "totals",
  "largestTotal",
  "sumOfCalls",
  "costOfCalls",
  "largestCost",
  "parents",
  "spans",
];

// Without any counted usage, the largest total that a wrapper reported stands in for it.
const conclusions = `
  endUnixNano - startUnixNano AS durationNs,
  arrayDistinct(arrayConcat(executed, requested)) AS toolNames,
  multiIf(has(rootStatuses, 'error'), 'error',
          has(rootStatuses, 'ok'), 'ok',
          errorCount > 0, 'error',
          okCount > 0, 'ok',
          'unset') AS traceStatus,
  if(empty(knownSources) AND totals > 0, ['aggregate'], knownSources) AS sources,
  if(empty(knownSources), largestTotal, sumOfCalls) AS tokens,
  ${tokens.map(([name], i) => `tokens.${i + 1} AS ${name}`).join(", ")},
  inputTokens + outputTokens + embeddingTokens AS totalTokens,
  ifNull(costOfCalls, largestCost) AS costNanoUsd,
  length(parents) - length(arrayIntersect(parents, spans)) AS missingParents`;

import { spanStatuses, usageSources } from "../records/index.ts";
import { z } from "zod";
import { type Read, spansById, spansToSum } from "./span-source.ts";

const Count = z.coerce.number();

/**
 * One trace, summed over its spans.
 *
 * What belongs to a trace as a whole (name, session, user, environment, tags) is the root's value, else
 * that of the earliest span that has one. Its status is the root's if that is set, else "error" when
 * any span has an error, else "ok" when any span is ok, else "unset": an error that the root recovered
 * from shows in `errorCount` alone. Of several roots the earliest decides.
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
 * Spans that are `silenced` add nothing to calls, usage and cost; `having` may use the names of the
 * row. What the query around it does not ask for is neither read nor computed.
 */
export function traceAggregates(query: {
  traces: "by id" | "of a period";
  where: string[];
  silenced?: string;
  having?: string[];
}): string {
  const told = `NOT (${query.silenced ?? "false"})`;
  const spans: Read = { columns: `${columns}, ${told} AS is_told`, where: query.where };
  const having = query.having ?? [];
  return `
  SELECT ${identity}, ${attribution}, ${counts}, ${usage}, ${previews}, ${completeness}
    FROM ${query.traces === "by id" ? spansById(spans) : spansToSum(spans)}
   GROUP BY trace_id
  ${having.length > 0 ? `HAVING ${having.join(" AND ")}` : ""}`;
}

/** `HAVING` of traces that start in the period given as `fromUnixNano` and `toUnixNano`. */
export const startsInPeriod =
  "startUnixNano >= {fromUnixNano:Int64} AND startUnixNano < {toUnixNano:Int64}";

const columns = `trace_id, span_id, parent_span_id, start_time, duration_ns, name, kind, status, service,
  environment, agent, model, tool, requested_tools, session_id, user_id,
  business_unit, use_case, tags, labels, usage_source, counted,
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
  max(toUnixTimestamp64Nano(start_time) + duration_ns) - startUnixNano AS durationNs`;

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
  arrayDistinct(arrayConcat(
    groupUniqArrayIf(1000)(tool, kind = 'tool' AND tool != ''),
    groupUniqArrayArrayIf(1000)(requested_tools, ${isCounted}))) AS toolNames`;

const counts = `
  argMinIf(status, ${rootFirst}, ${isRoot}) AS rootStatus,
  count() AS spanCount,
  countIf(status = 'error') AS errorCount,
  multiIf(rootStatus != 'unset', rootStatus,
          errorCount > 0, 'error',
          countIf(status = 'ok') > 0, 'ok',
          'unset') AS traceStatus,
  countIf(${isCounted} AND kind = 'llm' AND status != 'error') AS llmCalls,
  countIf(kind = 'tool') AS toolCalls`;

const isKnown = `${isCounted} AND usage_source NOT IN ('none', 'aggregate')`;
const usageColumns = [
  ["input_tokens", "inputTokens"],
  ["output_tokens", "outputTokens"],
  ["cache_read_tokens", "cacheReadTokens"],
  ["cache_write_tokens", "cacheWriteTokens"],
  ["reasoning_tokens", "reasoningTokens"],
] as const;
// Without any counted usage, the largest total that a wrapper reported stands in for it.
const usage = `
  groupUniqArrayIf(toString(usage_source), ${isKnown}) AS knownSources,
  countIf(usage_source = 'aggregate') > 0 AS hasTotals,
  argMaxIf((${usageColumns.map(([column]) => column).join(", ")}),
    (input_tokens + output_tokens, span_id), usage_source = 'aggregate') AS largestTotal,
  if(empty(knownSources) AND hasTotals, ['aggregate'], knownSources) AS sources,
  ${usageColumns
    .map(
      ([column, name], i) =>
        `if(empty(knownSources), largestTotal.${i + 1}, sumIf(${column}, ${isKnown} AND kind != 'embedding')) AS ${name}`,
    )
    .join(",\n  ")},
  sumIf(input_tokens, ${isKnown} AND kind = 'embedding') AS embeddingTokens,
  inputTokens + outputTokens + embeddingTokens AS totalTokens,
  countIf(${isCounted} AND isNotNull(reported_cost_nano_usd)) AS countedCosts,
  ifNull(sumIf(reported_cost_nano_usd, ${isCounted}),
         maxIf(reported_cost_nano_usd, is_told AND NOT counted)) AS costNanoUsd`;

const previews = `
  argMinIf(input_preview, ${rootFirst}, input_preview != '') AS inputPreview,
  argMaxIf(output_preview, (${isRoot}, toUnixTimestamp64Nano(start_time) + duration_ns, span_id),
    output_preview != '') AS outputPreview`;

const parents = "groupUniqArrayIf(parent_span_id, parent_span_id != '')";
const completeness = `
  countIf(bitTest(flags, 4)) AS pendingCount,
  length(${parents}) - length(arrayIntersect(${parents}, groupUniqArray(span_id))) AS missingParents`;

import { z } from "zod";
import type { Database } from "../database.ts";
import {
  edgeOf,
  inPeriod,
  inReach,
  intervalOf,
  type Intervals,
  type Period,
  reachOf,
} from "./period.ts";
import { spansToSum, spanVersions } from "./span-source.ts";

/** What usage can be told apart by, besides the value of a tag. */
export const usageDimensions = [
  "agent",
  "model",
  "provider",
  "service",
  "environment",
  "businessUnit",
  "useCase",
  "user",
  "session",
] as const;
export type UsageDimension = (typeof usageDimensions)[number] | { tag: string };

export interface UsageQuery extends Period, Intervals {
  project: string;
  by: UsageDimension;
  limit: number;
}

const Count = z.coerce.number();

const sums = {
  value: z.string(), // "" for calls that carry none
  calls: Count, // to a provider, embeddings too, that returned an answer
  callsWithoutUsage: Count, // their tokens are unknown, not zero
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  reasoningTokens: Count,
  embeddingTokens: Count,
  reportedCostNanoUsd: z.coerce.bigint().nullable(), // null: no cost was reported
  callsWithoutCost: Count,
};

const UsageSum = z.object(sums);
export type UsageSum = z.infer<typeof UsageSum>;

/** The same in one interval of the period: `index` counts from the intervals' origin. */
const UsageInterval = z.object({ ...sums, index: Count });
export type UsageInterval = z.infer<typeof UsageInterval>;

export interface Usage {
  rows: UsageSum[]; // by tokens, one more than the limit when there are more
  intervals: UsageInterval[]; // of the rows within the limit; those without a call are left out
}

/**
 * Answers "who used how much?" over the calls that count. A call that carries no value itself has that
 * of its trace: the root's, else the earliest span's that has one.
 */
export async function usageReport(db: Database, query: UsageQuery): Promise<Usage> {
  const { project, originUnixNano, intervalNs } = query;
  const parameters = {
    project,
    originUnixNano,
    intervalNs,
    ...reachOf(query, edgeOf(query)),
    ...(typeof query.by === "object" && query.by),
  };
  const calls = callsBy(query.by);
  const rows = await db.select(UsageSum, rowsSql(calls), {
    ...parameters,
    wanted: query.limit + 1,
  });
  const values = rows.slice(0, query.limit).map(({ value }) => value);
  const intervals = await db.select(UsageInterval, intervalsSql(calls), { ...parameters, values });
  return { rows, intervals };
}

const expressions: Record<(typeof usageDimensions)[number], string> = {
  agent: "agent",
  model: "model",
  provider: "provider",
  service: "service",
  environment: "environment",
  businessUnit: "business_unit",
  useCase: "use_case",
  user: "user_id",
  session: "session_id",
};
/** What only the call itself can say. */
const ownOnly = new Set<UsageDimension>(["model", "provider", "service"]);

function callsBy(by: UsageDimension): string {
  const expression = typeof by === "string" ? expressions[by] : "tags[{tag:String}]";
  const columns = `trace_id, start_time, kind, status, usage_source, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, reasoning_tokens, reported_cost_nano_usd`;
  const calls = spansToSum({
    columns: `${columns}, toString(${expression}) AS own_value`,
    where: [...inPeriod, "counted", "kind IN ('llm', 'embedding')"],
  });
  if (ownOnly.has(by)) return `(SELECT *, own_value AS value FROM ${calls})`;
  return `(
  SELECT calls.*, if(own_value != '', own_value, traces.value) AS value
    FROM ${calls} AS calls
    LEFT JOIN (
      SELECT trace_id, argMin(own_value, (parent_span_id != '', start_time, span_id)) AS value
        FROM ${spanVersions({
          columns: `trace_id, parent_span_id, start_time, span_id, toString(${expression}) AS own_value`,
          where: [...inReach, `notEmpty(toString(${expression}))`],
        })}
       GROUP BY trace_id) AS traces
      ON calls.trace_id = traces.trace_id)`;
}

const isKnown = "usage_source NOT IN ('none', 'aggregate')";
const measures = `
         countIf(status != 'error') AS calls,
         countIf(status != 'error' AND NOT (${isKnown})) AS callsWithoutUsage,
         sumIf(input_tokens, ${isKnown} AND kind = 'llm') AS inputTokens,
         sumIf(output_tokens, ${isKnown} AND kind = 'llm') AS outputTokens,
         sumIf(cache_read_tokens, ${isKnown} AND kind = 'llm') AS cacheReadTokens,
         sumIf(cache_write_tokens, ${isKnown} AND kind = 'llm') AS cacheWriteTokens,
         sumIf(reasoning_tokens, ${isKnown} AND kind = 'llm') AS reasoningTokens,
         sumIf(input_tokens, ${isKnown} AND kind = 'embedding') AS embeddingTokens,
         sum(reported_cost_nano_usd) AS reportedCostNanoUsd,
         countIf(status != 'error' AND isNull(reported_cost_nano_usd)) AS callsWithoutCost`;

const rowsSql = (calls: string) => `
  SELECT value, ${measures}
    FROM ${calls}
   GROUP BY value
   ORDER BY inputTokens + outputTokens + embeddingTokens DESC, calls DESC, value
   LIMIT {wanted:UInt32}`;

const intervalsSql = (calls: string) => `
  SELECT value,
         ${intervalOf("toUnixTimestamp64Nano(start_time)")} AS index,
         ${measures}
    FROM ${calls}
   WHERE value IN {values:Array(String)}
   GROUP BY value, index
   ORDER BY index
   LIMIT 100000`;

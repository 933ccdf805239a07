import { z } from "zod";
import { usageSources } from "../records/index.ts";
import { traceAggregates } from "./trace-aggregate.ts";

const Count = z.coerce.number();

/** One session, summed over its traces: those whose trace aggregate names it. */
export const SessionAggregate = z.object({
  session: z.string(),
  startUnixNano: z.coerce.bigint(),
  endUnixNano: z.coerce.bigint(),
  traceCount: Count,
  errorCount: Count, // traces with status "error"
  llmCalls: Count,
  agents: z.array(z.string()), // sorted
  models: z.array(z.string()), // sorted
  userId: z.string(), // the first trace's that has one
  sources: z.array(z.enum(usageSources)), // empty: usage is unknown
  inputTokens: Count,
  outputTokens: Count,
  cacheReadTokens: Count,
  cacheWriteTokens: Count,
  reasoningTokens: Count,
  embeddingTokens: Count,
  costNanoUsd: z.coerce.bigint().nullable(),
  firstInput: z.string(),
});
export type SessionAggregate = z.infer<typeof SessionAggregate>;

/** SQL for {@link SessionAggregate} rows of `{sessions:Array(String)}`, whose traces `where` selects. */
export const sessionAggregates = (where: string[]): string => `
  SELECT sessionId AS session,
         min(t.startUnixNano) AS startUnixNano,
         max(t.startUnixNano + t.durationNs) AS endUnixNano,
         count() AS traceCount,
         countIf(t.traceStatus = 'error') AS errorCount,
         sum(t.llmCalls) AS llmCalls,
         arraySort(groupUniqArrayArray(100)(mapKeys(t.agents))) AS agents,
         arraySort(groupUniqArrayArray(100)(t.models)) AS models,
         argMinIf(t.userId, t.startUnixNano, t.userId != '') AS userId,
         groupUniqArrayArray(t.sources) AS sources,
         ${sums.map((name) => `sum(t.${name}) AS ${name}`).join(", ")},
         sum(t.costNanoUsd) AS costNanoUsd,
         argMinIf(t.inputPreview, t.startUnixNano, t.inputPreview != '') AS firstInput
    FROM (${traceAggregates({ traces: "by id", where })}) AS t
   WHERE sessionId IN {sessions:Array(String)}
   GROUP BY sessionId`;

const sums = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "embeddingTokens",
];

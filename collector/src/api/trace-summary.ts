import type { TraceAggregate } from "@spanward/clickhouse";
import type { UsageSource } from "@spanward/clickhouse/records";
import type { TraceSummary, Usage } from "./answers/trace-summary.ts";
import { formatInstant } from "./instant.ts";
import { formatUsd } from "./money.ts";

/** A trace as it is answered. */
export function summarizeTrace(trace: TraceAggregate): TraceSummary {
  return {
    traceId: trace.traceId,
    rootSpanId: trace.rootSpanId || null,
    name: trace.traceName,
    startTime: formatInstant(trace.startUnixNano),
    durationNs: Number(trace.durationNs),
    status: trace.traceStatus,
    spanCount: trace.spanCount,
    errorCount: trace.errorCount,
    llmCalls: trace.llmCalls,
    toolCalls: trace.toolCalls,
    toolNames: trace.toolNames.toSorted(),
    models: trace.models.toSorted(),
    agents: inOrderOfAppearance(trace.agents),
    services: trace.services.toSorted(),
    environment: trace.traceEnvironment || null,
    sessionId: trace.sessionId || null,
    userId: trace.userId || null,
    businessUnit: trace.businessUnit || null,
    useCase: trace.useCase || null,
    tags: trace.traceTags,
    labels: trace.traceLabels.toSorted(),
    usage: usageOf(trace),
    usageSource: weakestSource(trace.sources),
    costUsd: trace.costNanoUsd === null ? null : formatUsd(trace.costNanoUsd),
    inputPreview: trace.inputPreview,
    outputPreview: trace.outputPreview,
    complete: trace.rootSpanId !== "" && trace.missingParents === 0 && trace.pendingCount === 0,
  };
}

/** Token sums as they are answered; null when none of the spans summed over reported any. */
export function usageOf(sums: Usage & { sources: UsageSource[] }): Usage | null {
  if (sums.sources.length === 0) return null;
  return {
    inputTokens: sums.inputTokens,
    outputTokens: sums.outputTokens,
    cacheReadTokens: sums.cacheReadTokens,
    cacheWriteTokens: sums.cacheWriteTokens,
    reasoningTokens: sums.reasoningTokens,
    embeddingTokens: sums.embeddingTokens,
  };
}

const weakestFirst = ["aggregate", "estimated", "derived", "provider"] as const;

const weakestSource = (sources: UsageSource[]): TraceSummary["usageSource"] =>
  weakestFirst.find((source) => sources.includes(source)) ?? null;

function inOrderOfAppearance(firstStarts: Record<string, bigint>): string[] {
  return Object.entries(firstStarts)
    .toSorted(([name, start], [other, otherStart]) =>
      start === otherStart ? compare(name, other) : compare(start, otherStart),
    )
    .map(([name]) => name);
}

const compare = <Value extends string | bigint>(one: Value, other: Value): number =>
  one < other ? -1 : Number(one > other);

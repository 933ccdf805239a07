import type { TraceAggregate } from "@spanward/clickhouse";
import type { CallSpan } from "../resolve/call-node.ts";
import type { SettledCall } from "./settled-calls.ts";

/**
 * Adds calls to the sums of a trace that were taken without them: the same sums as the store's, had
 * the calls been stored so.
 */
export function addCalls(trace: TraceAggregate, calls: readonly SettledCall[]): TraceAggregate {
  const counting = calls.filter(({ counted }) => counted).map(({ span }) => span);
  const others = calls.filter(({ counted }) => !counted).map(({ span }) => span);
  const answered = counting.filter(({ kind, status }) => kind === "llm" && status !== "error");
  const models = calls.map(({ span }) => span.model).filter((model) => model !== "");
  const requested = counting.flatMap(({ requestedTools }) => requestedTools);
  return {
    ...trace,
    ...addUsage(trace, counting.filter(reportsUsage)),
    ...addCost(trace, costsOf(counting), costsOf(others)),
    llmCalls: trace.llmCalls + answered.length,
    toolNames: [...new Set([...trace.toolNames, ...requested])],
    models: [...new Set([...trace.models, ...models])],
  };
}

const reportsUsage = ({ usageSource }: CallSpan): boolean =>
  usageSource !== "none" && usageSource !== "aggregate";

const costsOf = (calls: CallSpan[]): bigint[] =>
  calls.flatMap(({ reportedCostNanoUsd }) => reportedCostNanoUsd ?? []);

/** A wrapper's total stands in only as long as no call reports its own. */
function addUsage(trace: TraceAggregate, calls: CallSpan[]): Partial<TraceAggregate> {
  if (calls.length === 0) return {};
  const standsIn = trace.sources.includes("aggregate");
  const before = (sum: number) => (standsIn ? 0 : sum);
  const sumOf = (kind: string, count: (usage: CallSpan["usage"]) => number) =>
    calls
      .filter((call) => (call.kind === "embedding") === (kind === "embedding"))
      .reduce((sum, { usage }) => sum + count(usage), 0);
  const inputTokens = before(trace.inputTokens) + sumOf("llm", (usage) => usage.inputTokens);
  const outputTokens = before(trace.outputTokens) + sumOf("llm", (usage) => usage.outputTokens);
  const embeddingTokens = trace.embeddingTokens + sumOf("embedding", (usage) => usage.inputTokens);
  return {
    sources: [
      ...new Set([
        ...(standsIn ? [] : trace.sources),
        ...calls.map(({ usageSource }) => usageSource),
      ]),
    ],
    inputTokens,
    outputTokens,
    cacheReadTokens: before(trace.cacheReadTokens) + sumOf("llm", (usage) => usage.cacheReadTokens),
    cacheWriteTokens:
      before(trace.cacheWriteTokens) + sumOf("llm", (usage) => usage.cacheWriteTokens),
    reasoningTokens: before(trace.reasoningTokens) + sumOf("llm", (usage) => usage.reasoningTokens),
    embeddingTokens,
    totalTokens: inputTokens + outputTokens + embeddingTokens,
  };
}

/** The same with cost: the largest that a span which does not count reports, if none that counts does. */
function addCost(
  trace: TraceAggregate,
  counted: bigint[],
  others: bigint[],
): Pick<TraceAggregate, "countedCosts" | "costNanoUsd"> {
  const countedCosts = trace.countedCosts + counted.length;
  const before = trace.costNanoUsd === null ? [] : [trace.costNanoUsd];
  if (countedCosts > 0) {
    const costs = trace.countedCosts > 0 ? [...before, ...counted] : counted;
    return { countedCosts, costNanoUsd: costs.reduce((sum, cost) => sum + cost, 0n) };
  }
  const [first, ...rest] = [...before, ...others];
  const largest = rest.reduce((most, cost) => (cost > most ? cost : most), first ?? 0n);
  return { countedCosts, costNanoUsd: first === undefined ? null : largest };
}

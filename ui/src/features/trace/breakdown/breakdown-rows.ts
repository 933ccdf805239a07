import type { Cell } from "../../../charts/csv.ts";
import type { Steps } from "../../../layout/steps.ts";
import {
  agentOfStep,
  type TimeBreakdown,
  type TimeUse,
  timeUses,
} from "../../../layout/time-breakdown.ts";
import type { TraceColumns } from "../../../layout/trace-columns.ts";

/** How a use of time is called, and the token of its colour. */
export const useLooks: Record<TimeUse, { label: string; color: string }> = {
  model: { label: "Models", color: "--kind-llm" },
  tool: { label: "Tools", color: "--kind-tool" },
  retrieval: { label: "Retrieval", color: "--kind-retrieval" },
  approval: { label: "Waiting for approval", color: "--kind-approval" },
  queue: { label: "Waiting in a queue", color: "--kind-other" },
  check: { label: "Guardrails and evaluators", color: "--kind-guardrail" },
  own: { label: "Own code", color: "--kind-agent" },
};

export const useHead = [
  "Spent on",
  "Own time, ms",
  "Share of own time",
  "On the critical path, ms",
  "Share of the critical path",
];

/** One row for each use of time that there is. */
export function useRows({ uses, total }: TimeBreakdown): Cell[][] {
  return timeUses
    .filter((use) => uses[use].ownUs > 0 || uses[use].pathUs > 0)
    .map((use) => [
      useLooks[use].label,
      uses[use].ownUs / 1000,
      shareOf(uses[use].ownUs, total.ownUs),
      uses[use].pathUs / 1000,
      shareOf(uses[use].pathUs, total.pathUs),
    ]);
}

interface RowSource {
  columns: TraceColumns;
  steps: Steps;
  breakdown: TimeBreakdown;
}

export const stepHead = [
  "Step",
  "Agent",
  "Kind",
  "Count",
  "Errors",
  "Own time, ms",
  "On the critical path, ms",
];

/** One row for each step. */
export function stepRows({ columns, steps, breakdown }: RowSource): Cell[][] {
  return breakdown.steps.map(({ step, kind, count, errors, ownUs, pathUs }) => [
    steps.list[step]?.label ?? "",
    agentOfStep(columns, steps, step),
    kind,
    count,
    errors,
    ownUs / 1000,
    pathUs / 1000,
  ]);
}

export const usageHead = ["Step", "Agent", "Calls", "Input tokens", "Output tokens", "Cost, USD"];

/** One row for each step that reported tokens or a cost. */
export function usageRows({ columns, steps, breakdown }: RowSource): Cell[][] {
  return breakdown.steps
    .filter(
      ({ inputTokens, outputTokens, costUsd }) =>
        inputTokens + outputTokens > 0 || !Number.isNaN(costUsd),
    )
    .map(({ step, count, inputTokens, outputTokens, costUsd }) => [
      steps.list[step]?.label ?? "",
      agentOfStep(columns, steps, step),
      count,
      inputTokens,
      outputTokens,
      Number.isNaN(costUsd) ? null : costUsd.toFixed(9),
    ]);
}

/** A share, 0..1; 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

import { type AgentEdge, agentPassages } from "./agent-edges.ts";
import { at } from "./column.ts";
import type { Steps } from "./steps.ts";
import { hasFlag, isError, rowFlags, type TraceColumns, wordOf } from "./trace-columns.ts";

/** Sums over spans. */
export interface Totals {
  count: number; // spans
  ownUs: number;
  errors: number;
  inputTokens: number; // of calls that count
  outputTokens: number;
  costUsd: number; // as reported; NaN when no span reported any
}

/** One step of an agent, all its occurrences together. */
export interface StepCard extends Totals {
  step: number; // index into `steps.list`
  kind: string;
  label: string;
}

/** One agent with all its runs. */
export interface AgentCard extends Totals {
  agent: number; // index into `columns.agents`; -1: everything outside the agents
  name: string;
  runs: number;
  share: number; // of the own time of the trace, 0..1
  firstRow: number;
  steps: StepCard[]; // most own time first; spans that stand for the agent itself are left out
}

/** A trace as agents and the passages between them. */
export interface AgentMap {
  cards: AgentCard[]; // in order of appearance
  edges: AgentEdge[];
}

/** Kinds that only wrap the steps of an agent. */
export const wrapperKinds = new Set(["agent", "workflow", "noise"]);

/** Sums a trace up by agent. What happens outside every agent goes by the name of the first such span. */
export function buildAgentMap(columns: TraceColumns, steps: Steps): AgentMap {
  const sums = steps.list.map(() => newTotals());
  const firstRows = new Map<number, number>();
  let ownUs = 0;
  for (let row = 0; row < columns.count; row++) {
    const agent = at(steps.agentOf, row);
    if (!firstRows.has(agent)) firstRows.set(agent, row);
    const sum = sums[at(steps.stepOf, row)];
    if (sum !== undefined) addRow(sum, columns, row);
    ownUs += at(columns.ownUs, row);
  }
  const { edges, runs } = agentPassages(columns, steps);
  const stepsOf = stepsByAgent(steps);
  const cards = [...firstRows].map(([agent, firstRow]): AgentCard => {
    const own = stepsOf.get(agent) ?? [];
    const totals = addUp(own.flatMap((index) => sums[index] ?? []));
    return {
      ...totals,
      agent,
      name: columns.agents[agent] ?? wordOf(columns.names, columns.name, firstRow),
      runs: runs.get(agent) ?? 0,
      share: ownUs === 0 ? 0 : totals.ownUs / ownUs,
      firstRow,
      steps: stepCards(columns, { steps, sums, own }),
    };
  });
  return { cards, edges };
}

function stepsByAgent({ list }: Steps): Map<number, number[]> {
  const byAgent = new Map<number, number[]>();
  for (const [index, { agent }] of list.entries()) {
    const known = byAgent.get(agent);
    if (known === undefined) byAgent.set(agent, [index]);
    else known.push(index);
  }
  return byAgent;
}

function stepCards(
  columns: TraceColumns,
  { steps, sums, own }: { steps: Steps; sums: Totals[]; own: number[] },
): StepCard[] {
  const cards = own.flatMap((step): StepCard[] => {
    const { kind = -1, label = "" } = steps.list[step] ?? {};
    return [{ ...(sums[step] ?? newTotals()), step, kind: columns.kinds[kind] ?? "other", label }];
  });
  const work = cards.filter(({ kind }) => !wrapperKinds.has(kind));
  return work.toSorted((a, b) => b.ownUs - a.ownUs || b.count - a.count);
}

function newTotals(): Totals {
  return {
    count: 0,
    ownUs: 0,
    errors: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: Number.NaN,
  };
}

function addRow(sum: Totals, columns: TraceColumns, row: number): void {
  sum.count += 1;
  sum.ownUs += at(columns.ownUs, row);
  if (isError(columns, row)) sum.errors += 1;
  sum.costUsd = addCost(sum.costUsd, at(columns.costUsd, row));
  if (!hasFlag(columns, row, rowFlags.counted)) return;
  sum.inputTokens += Math.max(0, at(columns.inputTokens, row));
  sum.outputTokens += Math.max(0, at(columns.outputTokens, row));
}

function addUp(parts: Totals[]): Totals {
  const total = newTotals();
  for (const part of parts) {
    total.count += part.count;
    total.ownUs += part.ownUs;
    total.errors += part.errors;
    total.inputTokens += part.inputTokens;
    total.outputTokens += part.outputTokens;
    total.costUsd = addCost(total.costUsd, part.costUsd);
  }
  return total;
}

/** NaN is "nobody said"; it does not spoil a sum. */
function addCost(sum: number, more: number): number {
  if (Number.isNaN(more)) return sum;
  return Number.isNaN(sum) ? more : sum + more;
}

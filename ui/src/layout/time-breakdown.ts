import { at } from "./column.ts";
import type { Steps } from "./steps.ts";
import { hasFlag, isError, rowFlags, type TraceColumns } from "./trace-columns.ts";

/** What time is spent on. */
export const timeUses = [
  "model",
  "tool",
  "retrieval",
  "approval",
  "queue",
  "check",
  "own",
] as const;
export type TimeUse = (typeof timeUses)[number];

/** Time of steps, in two views that need not agree. */
export interface TimeSpent {
  ownUs: number; // without what is below them; side by side, both count
  pathUs: number; // of the critical path; adds up to the time it covers
}

/** One step of one agent, all its occurrences together. */
export interface StepTime extends TimeSpent {
  step: number; // index into `steps.list`
  use: TimeUse;
  kind: string;
  count: number;
  errors: number;
  inputTokens: number; // of calls that count; 0 when none were reported
  outputTokens: number;
  costUsd: number; // as reported; NaN when no span reported any
}

/** Where the time of a trace went. */
export interface TimeBreakdown {
  uses: Record<TimeUse, TimeSpent>;
  total: TimeSpent;
  steps: StepTime[]; // most own time first
}

const useOfKind = new Map<string, TimeUse>([
  ["llm", "model"],
  ["tool", "tool"],
  ["mcp", "tool"],
  ["retrieval", "retrieval"],
  ["embedding", "retrieval"],
  ["rerank", "retrieval"],
  ["memory", "retrieval"],
  ["approval", "approval"],
  ["guardrail", "check"],
  ["evaluator", "check"],
]);
/** No convention has a kind for waiting in a queue: spans of no other kind say it in their name. */
const queueName = /^(queue|queued|enqueue|wait|waiting)\b|\bqueue(d)?$/i;

/** Adds the time of a trace up by what it was spent on, and by step. */
export function breakTimeDown(columns: TraceColumns, steps: Steps): TimeBreakdown {
  const onPath = pathTimes(columns);
  const sums = steps.list.map(({ kind, label }, step): StepTime => {
    const name = columns.kinds[kind] ?? "other";
    return { ...newStep(), step, kind: name, use: useOf(name, label) };
  });
  for (let row = 0; row < columns.count; row++) {
    const sum = sums[at(steps.stepOf, row)];
    if (sum !== undefined) addRow(sum, columns, { row, pathUs: at(onPath, row) });
  }
  const of = (use: TimeUse) => addUp(sums.filter((sum) => sum.use === use));
  const uses = {
    model: of("model"),
    tool: of("tool"),
    retrieval: of("retrieval"),
    approval: of("approval"),
    queue: of("queue"),
    check: of("check"),
    own: of("own"),
  };
  return { uses, total: addUp(sums), steps: sums.toSorted((a, b) => b.ownUs - a.ownUs) };
}

/**
 * By row: how much of the critical path it is itself. The server says which rows are on the path; a
 * row's children on it do not overlap, so what they leave of it, cut to its own time, is its share.
 */
function pathTimes(columns: TraceColumns): Float64Array {
  const { count, parent, startUs, durationsUs } = columns;
  const endUs = new Float64Array(count);
  const own = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    if (!hasFlag(columns, row, rowFlags.criticalPath)) continue;
    const above = at(parent, row);
    const start = at(startUs, row);
    const end = start + at(durationsUs, row);
    const isBelow = above >= 0 && hasFlag(columns, above, rowFlags.criticalPath);
    endUs[row] = isBelow ? Math.min(end, at(endUs, above)) : end;
    const length = Math.max(0, at(endUs, row) - start);
    own[row] = length;
    if (!isBelow) continue;
    const inside = Math.max(0, at(endUs, row) - Math.max(start, at(startUs, above)));
    own[above] = Math.max(0, at(own, above) - inside);
  }
  return own;
}

function useOf(kind: string, label: string): TimeUse {
  const use = useOfKind.get(kind);
  if (use !== undefined) return use;
  return queueName.test(label) ? "queue" : "own";
}

function newStep() {
  return {
    ownUs: 0,
    pathUs: 0,
    count: 0,
    errors: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: Number.NaN,
  };
}

function addRow(
  sum: StepTime,
  columns: TraceColumns,
  { row, pathUs }: { row: number; pathUs: number },
) {
  sum.count += 1;
  sum.ownUs += at(columns.ownUs, row);
  sum.pathUs += pathUs;
  if (isError(columns, row)) sum.errors += 1;
  const cost = at(columns.costUsd, row);
  if (!Number.isNaN(cost)) sum.costUsd = Number.isNaN(sum.costUsd) ? cost : sum.costUsd + cost;
  if (!hasFlag(columns, row, rowFlags.counted)) return;
  sum.inputTokens += Math.max(0, at(columns.inputTokens, row));
  sum.outputTokens += Math.max(0, at(columns.outputTokens, row));
}

function addUp(parts: readonly TimeSpent[]): TimeSpent {
  return {
    ownUs: parts.reduce((sum, part) => sum + part.ownUs, 0),
    pathUs: parts.reduce((sum, part) => sum + part.pathUs, 0),
  };
}

/** The agent of a step, "" outside every agent. */
export function agentOfStep({ agents }: TraceColumns, { list }: Steps, step: number): string {
  return agents[list[step]?.agent ?? -1] ?? "";
}

import { at } from "../../layout/column.ts";
import { groupSteps } from "../../layout/steps.ts";
import { isError, type TraceColumns } from "../../layout/trace-columns.ts";
import { align } from "./align.ts";

/** How a step of one trace is in the other one. */
export type Difference = "same" | "changed" | "removed" | "added";

/** Two traces side by side, step by step: by place, the rows of both; -1 where one has no such step. */
export interface Comparison {
  left: Int32Array;
  right: Int32Array;
  count: number;
  /** Whether no other way to lay them beside each other leaves fewer steps alone. */
  isShortest: boolean;
  /**
   * The first place where they are not the same; -1 when there is none. An error that a step only reports
   * from further inside does not make it the first.
   */
  first: number;
  counts: Record<Difference, number>;
}

/** The noise of instrumentations says nothing about what an agent did. */
const leftOut = new Set(["noise"]);

/**
 * Lays two traces beside each other. Steps correspond when the same agent did the same: called the same
 * model or tool, or a step of the same name; what was said in them is compared when somebody looks.
 */
export function compareTraces(left: TraceColumns, right: TraceColumns): Comparison {
  const known = new Map<string, number>();
  const ours = keysOf(left, known);
  const theirs = keysOf(right, known);
  const { isShortest, ...pairs } = align(ours.keys, theirs.keys);
  const comparison: Comparison = {
    left: pairs.left.map((place) => (place < 0 ? -1 : at(ours.rows, place))),
    right: pairs.right.map((place) => (place < 0 ? -1 : at(theirs.rows, place))),
    count: pairs.left.length,
    isShortest,
    first: -1,
    counts: { same: 0, changed: 0, removed: 0, added: 0 },
  };
  for (let place = 0; place < comparison.count; place++) {
    const difference = differenceAt({ left, right, comparison }, place);
    comparison.counts[difference]++;
    if (difference === "same" || comparison.first >= 0) continue;
    if (difference !== "changed" || !isReported({ left, right, comparison }, place)) {
      comparison.first = place;
    }
  }
  return comparison;
}

/** Whether the step of the trace in which it failed has a failed step inside. */
function isReported({ left, right, comparison }: Compared, place: number): boolean {
  const [ours, theirs] = [at(comparison.left, place), at(comparison.right, place)];
  const [columns, row] = isError(left, ours) ? [left, ours] : [right, theirs];
  const end = row + at(columns.subtree, row);
  for (let inside = row + 1; inside < end; inside++) if (isError(columns, inside)) return true;
  return false;
}

/** Two traces and how they correspond. */
export interface Compared {
  left: TraceColumns;
  right: TraceColumns;
  comparison: Comparison;
}

/** How a place differs. A step that is in both has changed when it failed in one of them only. */
export function differenceAt({ left, right, comparison }: Compared, place: number): Difference {
  const ours = at(comparison.left, place);
  const theirs = at(comparison.right, place);
  if (ours < 0) return "added";
  if (theirs < 0) return "removed";
  return isError(left, ours) === isError(right, theirs) ? "same" : "changed";
}

/** The keys of the rows of a trace that are compared; equal steps of both traces share one. */
function keysOf(columns: TraceColumns, known: Map<string, number>) {
  const { list, stepOf } = groupSteps(columns);
  const keyOf = list.map(({ agent, kind, label }) => {
    const key = JSON.stringify([columns.agents[agent], columns.kinds[kind], label]);
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
  const isLeftOut = columns.kinds.map((kind) => leftOut.has(kind));
  const rows: number[] = [];
  for (let row = 0; row < columns.count; row++) {
    if (isLeftOut[at(columns.kind, row)] !== true) rows.push(row);
  }
  const keys = Int32Array.from(rows, (row) => keyOf[at(stepOf, row)] ?? -1);
  return { rows: Int32Array.from(rows), keys };
}

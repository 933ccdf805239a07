import type { Step } from "./steps.ts";
import { stepId } from "./steps.ts";

/** One step in two reports; null where it did not run. */
export interface ComparedStep {
  id: string;
  kind: string;
  name: string;
  now: Step | null;
  before: Step | null;
  /** now / before - 1; null where one of them is missing, or was nothing. */
  p50Change: number | null;
  p95Change: number | null;
}

/** Steps of two reports side by side, those whose time changed most first; last those of one report alone. */
export function compareSteps(now: readonly Step[], before: readonly Step[]): ComparedStep[] {
  const known = new Map(before.map((step) => [stepId(step), step]));
  const both = now.map((step) => compare(step, known.get(stepId(step)) ?? null));
  const ran = new Set(now.map((step) => stepId(step)));
  const gone = before.filter((step) => !ran.has(stepId(step))).map((step) => compare(null, step));
  return [...both, ...gone]
    .filter((each) => each !== null)
    .toSorted(
      (one, other) => Number(isBoth(other)) - Number(isBoth(one)) || weight(other) - weight(one),
    );
}

function compare(now: Step | null, before: Step | null): ComparedStep | null {
  const step = now ?? before;
  return (
    step && {
      id: stepId(step),
      kind: step.kind,
      name: step.name,
      now,
      before,
      p50Change: change(now?.p50Ns, before?.p50Ns),
      p95Change: change(now?.p95Ns, before?.p95Ns),
    }
  );
}

const change = (now: number | undefined, before: number | undefined): number | null =>
  now === undefined || !before ? null : now / before - 1;

const isBoth = ({ before, now }: ComparedStep): boolean => before !== null && now !== null;

/** How much more or less time the step took, had it run as often as now. */
function weight({ now, before }: ComparedStep): number {
  const meanOf = (step: Step | null) => (step && step.count > 0 ? step.totalNs / step.count : 0);
  const count = now?.count ?? before?.count ?? 0;
  return Math.abs(meanOf(now) - meanOf(before)) * count;
}

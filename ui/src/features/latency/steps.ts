import type { LatencyReport } from "spanward/answers/measurements";

/** One step of the report: spans of one kind and name. */
export type Step = LatencyReport["steps"][number];

/** The columns the table can be sorted by, highest first. */
const sortKeys = {
  count: (step) => step.count,
  errors: (step) => step.errors,
  p50: (step) => step.p50Ns,
  p95: (step) => step.p95Ns,
  p99: (step) => step.p99Ns,
  max: (step) => step.maxNs,
  total: (step) => step.totalNs,
} satisfies Record<string, (step: Step) => number>;
export type SortKey = keyof typeof sortKeys;

/** The key a text names; by total time when it names none. */
export function readSortKey(text: string | null): SortKey {
  return text !== null && isSortKey(text) ? text : "total";
}

const isSortKey = (text: string): text is SortKey => Object.hasOwn(sortKeys, text);

/** Highest first; steps that are equal stay in the report's order. */
export function sortSteps(steps: readonly Step[], key: SortKey): Step[] {
  const read = sortKeys[key];
  return steps.toSorted((a, b) => read(b) - read(a));
}

/** What names a step in an address. */
export const stepId = ({ kind, name }: Step): string => `${kind}:${name}`;

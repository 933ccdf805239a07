import { formatCount } from "../../../format.ts";
import { hasFlag, rowFlags, type TraceColumns } from "../../../layout/trace-columns.ts";

/** What the reader must know about a trace before trusting what is seen, a sentence each. */
export function traceNotices(columns: TraceColumns, rootSpanId: string | null): string[] {
  const notices: string[] = [];
  const { count, totalCount } = columns;
  if (totalCount > count) {
    notices.push(`Shown are the first ${formatCount(count)} of ${formatCount(totalCount)} steps.`);
  }
  if (columns.complete) return notices;
  const pending = countFlag(columns, rowFlags.pending);
  const orphans = countFlag(columns, rowFlags.orphan);
  if (pending > 0) {
    notices.push(`Still running: ${steps(pending)} ${pending === 1 ? "has" : "have"} not ended.`);
  }
  if (rootSpanId === null) notices.push("Incomplete: waiting for the root span.");
  if (orphans > 0) {
    const stand = orphans === 1 ? "stands" : "stand";
    notices.push(`${steps(orphans)} ${stand} at the outermost level until the parent arrives.`);
  }
  return notices;
}

function countFlag(columns: TraceColumns, flag: number): number {
  let found = 0;
  for (let row = 0; row < columns.count; row++) if (hasFlag(columns, row, flag)) found += 1;
  return found;
}

function steps(count: number): string {
  return count === 1 ? "1 step" : `${formatCount(count)} steps`;
}

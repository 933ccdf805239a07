import { at } from "../../../layout/column.ts";
import { hasFlag, isError, rowFlags, type TraceColumns } from "../../../layout/trace-columns.ts";

/** A line of the story of a run. */
export interface TranscriptEntry {
  row: number;
  level: number; // how many agents it is inside of
  inside: number; // of an agent that is folded: the lines left out; 0 for every other line
}

/** What says or does something; the rest is how it was built. */
const told = new Set([
  "agent",
  "llm",
  "tool",
  "mcp",
  "retrieval",
  "handoff",
  "approval",
  "decision",
  "guardrail",
  "evaluator",
  "memory",
]);

/**
 * What was said and done in a trace, in order. An agent inside another one is folded into one line, unless
 * it is among `opened` or holds the selected row. A call that another span tells better is left out; what
 * failed is told whatever it is.
 */
export function transcriptEntries(
  columns: TraceColumns,
  { opened, selected }: { opened: ReadonlySet<number>; selected: number },
): TranscriptEntry[] {
  const isTold = toldRows(columns);
  const entries: TranscriptEntry[] = [];
  const agentEnds: number[] = []; // where each agent around the row ends
  for (let row = 0; row < columns.count; row++) {
    while (row >= (agentEnds.at(-1) ?? columns.count)) agentEnds.pop();
    if (isTold[row] === 0) continue;
    const level = agentEnds.length;
    const end = row + at(columns.subtree, row);
    const isAgent = columns.kinds[at(columns.kind, row)] === "agent";
    const holdsSelection = selected > row && selected < end;
    if (isAgent && level > 0 && !opened.has(row) && !holdsSelection) {
      entries.push({ row, level, inside: countBetween(isTold, row + 1, end) });
      row = end - 1;
      continue;
    }
    entries.push({ row, level, inside: 0 });
    if (isAgent) agentEnds.push(end);
  }
  return entries;
}

/** By row: 1 where it is told. */
function toldRows(columns: TraceColumns): Uint8Array {
  const isToldKind = columns.kinds.map((kind) => told.has(kind));
  const isTold = new Uint8Array(columns.count);
  for (let row = 0; row < columns.count; row++) {
    const isWrapper = hasFlag(columns, row, rowFlags.superseded);
    const says = isToldKind[at(columns.kind, row)] === true && !isWrapper;
    if (says || isError(columns, row)) isTold[row] = 1;
  }
  return isTold;
}

function countBetween(mask: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) count += mask[row] ?? 0;
  return count;
}

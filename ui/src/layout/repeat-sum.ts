import { at } from "./column.ts";
import type { Repeat } from "./repeats.ts";
import type { Steps } from "./steps.ts";
import type { TraceColumns } from "./trace-columns.ts";

/** What a repeat comes to, all its rounds together. */
export interface RepeatSum {
  labels: string[]; // of the steps of one round
  kinds: { kind: string; share: number }[]; // of its own time, most first; shares add up to 1
  startUs: number;
  durationUs: number; // from the first start to the last end
  costUsd: number; // as reported; NaN when no span reported any
}

/** Adds a repeat up, in one pass over its rows. */
export function sumRepeat(
  columns: TraceColumns,
  { list, stepOf }: Pick<Steps, "list" | "stepOf">,
  repeat: Repeat,
): RepeatSum {
  const ownUs = new Float64Array(columns.kinds.length);
  const startUs = at(columns.startUs, repeat.from);
  let [endUs, totalUs, costUsd] = [startUs, 0, Number.NaN];
  for (let row = repeat.from; row < repeat.to; row++) {
    const kind = at(columns.kind, row);
    ownUs[kind] = at(ownUs, kind) + at(columns.ownUs, row);
    totalUs += at(columns.ownUs, row);
    endUs = Math.max(endUs, at(columns.startUs, row) + at(columns.durationsUs, row));
    const cost = at(columns.costUsd, row);
    if (!Number.isNaN(cost)) costUsd = Number.isNaN(costUsd) ? cost : costUsd + cost;
  }
  const kinds = columns.kinds
    .map((kind, index) => ({ kind, share: totalUs === 0 ? 0 : at(ownUs, index) / totalUs }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share);
  const labels = stepsOfRound(columns, repeat).map((row) => list[at(stepOf, row)]?.label ?? "");
  return { labels, kinds, startUs, durationUs: endUs - startUs, costUsd };
}

/** The rows of the first round, quiet ones in between left out by their having no part in the period. */
function stepsOfRound({ subtree, kind, kinds }: TraceColumns, repeat: Repeat): number[] {
  const rows: number[] = [];
  for (let row = repeat.from; row < repeat.to && rows.length < repeat.period;) {
    if (kinds[at(kind, row)] !== "noise" || at(subtree, row) > 1) rows.push(row);
    row += at(subtree, row);
  }
  return rows;
}

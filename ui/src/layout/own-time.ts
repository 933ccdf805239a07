import { at } from "./column.ts";
import type { TraceColumns } from "./trace-columns.ts";

/** What the spans of one kind spent themselves, without the spans below them. */
export interface KindShare {
  kind: string;
  count: number;
  ownUs: number;
  share: number; // of the own time of all spans, 0..1; 0 when nothing took time
}

/** Own time by kind, most first. Spans that ran side by side both count, so it may exceed the trace. */
export function ownTimeByKind(columns: TraceColumns): KindShare[] {
  const ownUs = new Float64Array(columns.kinds.length);
  const counts = new Int32Array(columns.kinds.length);
  let total = 0;
  for (let row = 0; row < columns.count; row++) {
    const kind = at(columns.kind, row);
    const own = at(columns.ownUs, row);
    ownUs[kind] = at(ownUs, kind) + own;
    counts[kind] = at(counts, kind) + 1;
    total += own;
  }
  return columns.kinds
    .map((kind, index) => ({
      kind,
      count: at(counts, index),
      ownUs: at(ownUs, index),
      share: total === 0 ? 0 : at(ownUs, index) / total,
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.ownUs - a.ownUs || b.count - a.count);
}

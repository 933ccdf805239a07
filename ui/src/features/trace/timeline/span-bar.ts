import { at } from "../../../layout/column.ts";
import type { TimeScale } from "../../../layout/time-scale.ts";
import type { Bar } from "../../../layout/time-window.ts";
import { hasFlag, rowFlags, type TraceColumns } from "../../../layout/trace-columns.ts";

/** How a row's bar stands in its lane. */
export interface SpanBar extends Bar {
  ownWidth: number; // px of it that stand for the span's own time
}

/** Where the words of a bar stand. */
export interface BarLabel {
  left: number; // px
  /** The words, with an arrow when their bar is outside the window. */
  around: (words: string) => string;
}

const labelGapPx = 6;
/** Kept free at the right of a lane for the words next to a bar that ends there. */
export const labelRoomPx = 64;

/** Places a row's bar; one that is still running reaches to the end of the trace. */
export function spanBar(columns: TraceColumns, row: number, scale: TimeScale): SpanBar {
  const startUs = at(columns.startUs, row);
  const isRunning = hasFlag(columns, row, rowFlags.pending);
  const endUs = isRunning ? columns.durationUs : startUs + at(columns.durationsUs, row);
  const durationUs = Math.max(0, endUs - startUs);
  const bar = scale.placeBar(startUs, durationUs);
  const ownShare = durationUs === 0 ? 1 : Math.min(1, at(columns.ownUs, row) / durationUs);
  return { ...bar, ownWidth: isRunning ? 0 : bar.width * ownShare };
}

/** Places the words next to a bar, or at the edge of the lane that is nearer to it. */
export function placeLabel(
  bar: Bar,
  { startUs, scale }: { startUs: number; scale: TimeScale },
): BarLabel {
  if (bar.width > 0) return { left: bar.left + bar.width + labelGapPx, around: (words) => words };
  return startUs < scale.window.fromUs
    ? { left: labelGapPx, around: (words) => `◂ ${words}` }
    : { left: scale.width, around: (words) => `${words} ▸` };
}

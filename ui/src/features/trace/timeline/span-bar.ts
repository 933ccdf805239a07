import { at } from "../../../layout/column.ts";
import { placeBar, type TimeWindow } from "../../../layout/time-window.ts";
import { hasFlag, rowFlags, type TraceColumns } from "../../../layout/trace-columns.ts";

/** How a row's bar stands in its lane. */
export interface SpanBar {
  left: number; // px
  width: number; // px, 0: outside the window
  ownWidth: number; // px of it that stand for the span's own time
  labelLeft: number; // px
  side: "before" | "in" | "after"; // where the span lies, seen from the window
}

const labelGapPx = 6;
/** Kept free at the right of a lane for the words next to a bar that ends there. */
export const labelRoomPx = 64;

/** Places a row's bar; one that is still running reaches to the end of the trace. */
export function spanBar(
  columns: TraceColumns,
  row: number,
  { window, scaleWidth }: { window: TimeWindow; scaleWidth: number },
): SpanBar {
  const startUs = at(columns.startUs, row);
  const isRunning = hasFlag(columns, row, rowFlags.pending);
  const endUs = isRunning ? columns.durationUs : startUs + at(columns.durationsUs, row);
  const durationUs = Math.max(0, endUs - startUs);
  const { left, width } = placeBar({ startUs, durationUs }, window, scaleWidth);
  if (width === 0) {
    const isBefore = startUs < window.fromUs;
    const labelLeft = isBefore ? labelGapPx : scaleWidth;
    return { left, width, ownWidth: 0, labelLeft, side: isBefore ? "before" : "after" };
  }
  const ownShare = durationUs === 0 ? 1 : Math.min(1, at(columns.ownUs, row) / durationUs);
  const ownWidth = isRunning ? 0 : width * ownShare;
  return { left, width, ownWidth, labelLeft: left + width + labelGapPx, side: "in" };
}

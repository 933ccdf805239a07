import { at } from "./column.ts";
import type { TimeScale } from "./time-scale.ts";
import { isError, type TraceColumns } from "./trace-columns.ts";

/** Rows packed into lanes in which nothing overlaps; what stands above a row is in a lane above it. */
export interface FlameLanes {
  laneOf: Int32Array; // by row
  lanes: Int32Array[]; // rows of each lane, in order of start
}

/** Deeper or more parallel than this, rows share the last lane. */
export const flameLanesMax = 200;

/** Gives every row the first free lane below its parent's, in order of start. */
export function packLanes(columns: TraceColumns): FlameLanes {
  const { count, parent, startUs, durationsUs } = columns;
  const order = Int32Array.from({ length: count }, (_, row) => row);
  order.sort((a, b) => at(startUs, a) - at(startUs, b) || a - b);
  const laneOf = new Int32Array(count);
  const endUs: number[] = []; // of what is in each lane so far
  const lanes: number[][] = [];
  for (const row of order) {
    const above = at(parent, row);
    let lane = above < 0 ? 0 : at(laneOf, above) + 1;
    while (lane < endUs.length && (endUs[lane] ?? 0) > at(startUs, row)) lane += 1;
    lane = Math.min(lane, flameLanesMax - 1);
    while (lanes.length <= lane) {
      lanes.push([]);
      endUs.push(0);
    }
    laneOf[row] = lane;
    lanes[lane]?.push(row);
    endUs[lane] = Math.max(endUs[lane] ?? 0, at(startUs, row) + at(durationsUs, row));
  }
  return { laneOf, lanes: lanes.map((rows) => Int32Array.from(rows)) };
}

/** A rectangle of the flame; it may stand for many rows that are narrower than a pixel. */
export interface FlameRect {
  row: number; // the first one
  lane: number;
  left: number; // px
  width: number; // px
  hasError: boolean;
}

/**
 * The rectangles of some lanes. What would share a pixel is drawn once, so that there are at most
 * width × lanes of them, however many rows there are.
 */
export function flameRects(
  columns: TraceColumns,
  { lanes }: FlameLanes,
  view: { scale: TimeScale; fromLane: number; toLane: number },
): FlameRect[] {
  const { scale, fromLane } = view;
  const rects: FlameRect[] = [];
  for (let lane = fromLane; lane < Math.min(view.toLane, lanes.length); lane++) {
    const rows = lanes[lane] ?? new Int32Array(0);
    let takenPx = 0;
    for (let place = firstAfter(columns, rows, scale.window.fromUs); place < rows.length; place++) {
      const row = at(rows, place);
      const startUs = at(columns.startUs, row);
      if (startUs > scale.window.toUs) break;
      const from = Math.max(takenPx, Math.floor(scale.px(startUs)));
      const end = Math.ceil(scale.px(startUs + at(columns.durationsUs, row)));
      const to = Math.min(scale.width, Math.max(from + 1, end));
      const before = rects.at(-1);
      const isHidden = end <= takenPx && before?.lane === lane;
      if (before && isHidden) before.hasError ||= isError(columns, row);
      if (isHidden || to <= from) continue;
      rects.push({ row, lane, left: from, width: to - from, hasError: isError(columns, row) });
      takenPx = to;
    }
  }
  return rects;
}

/** The row under a point; -1 for none. */
export function flameRowAt(
  columns: TraceColumns,
  { lanes }: FlameLanes,
  point: { lane: number; fromUs: number; toUs: number },
): number {
  const rows = lanes[point.lane];
  if (rows === undefined) return -1;
  for (let place = firstAfter(columns, rows, point.fromUs); place < rows.length; place++) {
    const row = at(rows, place);
    if (at(columns.startUs, row) > point.toUs) return -1;
    if (at(columns.startUs, row) + at(columns.durationsUs, row) >= point.fromUs) return row;
  }
  return -1;
}

/** The place of the first row of a lane that may reach past an instant. Only the last lane has overlaps. */
function firstAfter(columns: TraceColumns, rows: Int32Array, us: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = at(rows, middle);
    if (at(columns.startUs, row) + at(columns.durationsUs, row) < us) low = middle + 1;
    else high = middle;
  }
  return low;
}

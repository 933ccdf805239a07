import { at } from "./column.ts";
import type { TimeScale } from "./time-scale.ts";
import { isError, type TraceColumns } from "./trace-columns.ts";

/** A run of equal pixels in one lane of the overview. */
export interface MinimapRun {
  lane: number; // depth of the span; the last lane holds all deeper ones
  kind: number; // index into `columns.kinds`
  fromPx: number;
  toPx: number; // past the end
}

/** All of a trace in a few hundred rectangles, whatever its size. */
export interface Minimap {
  lanes: number;
  runs: MinimapRun[]; // at most width × lanes
  errorsPx: number[]; // distinct, ascending
}

/**
 * `scale` must show the whole trace. Each pixel of a lane takes the first span that covers it, so the work is O(spans + pixels): a pixel
 * once taken is jumped over, as in a disjoint-set forest.
 */
export function buildMinimap(columns: TraceColumns, scale: TimeScale, maxLanes: number): Minimap {
  const width = Math.max(0, Math.floor(scale.width));
  const lanes = Math.min(maxLanes, deepest(columns) + 1);
  const pixels = new Int32Array(width * lanes).fill(-1); // kind by pixel, lane after lane
  const nextFree = Int32Array.from({ length: (width + 1) * lanes }, (_, index) => index);
  const errors = new Uint8Array(width + 1);
  for (let row = 0; row < columns.count; row++) {
    const startUs = at(columns.startUs, row);
    const from = Math.min(Math.floor(scale.px(startUs)), Math.max(0, width - 1));
    const endPx = Math.ceil(scale.px(startUs + at(columns.durationsUs, row)));
    const to = Math.min(width, Math.max(from + 1, endPx));
    const lane = Math.min(at(columns.depth, row), lanes - 1);
    const base = lane * (width + 1);
    let pixel = findFree(nextFree, base + from);
    while (pixel < base + to) {
      pixels[lane * width + pixel - base] = at(columns.kind, row);
      nextFree[pixel] = pixel + 1;
      pixel = findFree(nextFree, pixel);
    }
    if (isError(columns, row)) errors[from] = 1;
  }
  return { lanes, runs: mergeRuns(pixels, width), errorsPx: indexesOf(errors) };
}

/** The first free pixel at or after `start`; shortens the path it walked. */
function findFree(nextFree: Int32Array, start: number): number {
  let pixel = start;
  while (at(nextFree, pixel) !== pixel) {
    const next = at(nextFree, pixel);
    nextFree[pixel] = at(nextFree, next);
    pixel = next;
  }
  return pixel;
}

function mergeRuns(pixels: Int32Array, width: number): MinimapRun[] {
  const runs: MinimapRun[] = [];
  let open: MinimapRun | null = null;
  for (const [index, kind] of pixels.entries()) {
    const lane = Math.floor(index / width);
    const x = index - lane * width;
    if (open !== null && open.kind === kind && open.lane === lane) {
      open.toPx = x + 1;
    } else {
      open = kind < 0 ? null : { lane, kind, fromPx: x, toPx: x + 1 };
      if (open !== null) runs.push(open);
    }
  }
  return runs;
}

function deepest({ depth }: TraceColumns): number {
  let deepestSoFar = 0;
  for (const value of depth) if (value > deepestSoFar) deepestSoFar = value;
  return deepestSoFar;
}

function indexesOf(marks: Uint8Array): number[] {
  const found: number[] = [];
  for (const [index, mark] of marks.entries()) if (mark === 1) found.push(index);
  return found;
}

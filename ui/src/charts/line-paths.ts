import { max } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

/** Values at the same times as those of the other lines; null where there is none. */
export type Values = readonly (number | null)[];

/** A box in px and the time it spans in ms. */
export interface LineFrame {
  fromMs: number;
  toMs: number;
  width: number;
  height: number;
}

/** The scales of a line chart: ms → px across, values → px from the top. Values start at zero. */
export function lineScales(lines: readonly Values[], frame: LineFrame) {
  const highest = max(lines, (values) => max(values, (value) => value ?? undefined)) ?? 0;
  return {
    x: scaleLinear([frame.fromMs, frame.toMs], [0, frame.width]),
    y: scaleLinear([0, highest || 1], [frame.height, 0]),
  };
}

/** A line as an SVG path, straight from value to value. A gap is drawn as a gap; a value between two is in {@link lonePoints}. */
export function linePath(
  times: readonly number[],
  values: Values,
  { x, y }: ReturnType<typeof lineScales>,
): string {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, i) => x(times[i] ?? 0))
    .y((value) => y(value ?? 0));
  return path(values) ?? "";
}

/** The indexes of values with a gap on both sides, which no line shows. */
export function lonePoints(values: Values): number[] {
  const isThere = (i: number) => (values[i] ?? null) !== null;
  return values.flatMap((_, i) => (isThere(i) && !isThere(i - 1) && !isThere(i + 1) ? [i] : []));
}

import { max } from "d3-array";
import { scaleLinear } from "d3-scale";

/** One interval of a bar chart: its start and the height of each series in it. */
export interface Bar {
  ms: number;
  values: readonly number[];
}

/** A piece of a bar, in px from the top left. */
export interface Block {
  series: number; // index into `values`
  ms: number; // the interval it belongs to
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the bars stand: a period in ms, and a box in px. */
export interface BarFrame {
  fromMs: number;
  toMs: number;
  intervalMs: number;
  width: number;
  height: number;
}

/** The scales of a bar chart: ms → px across, values → px from the top. Both start at zero. */
export function barScales(bars: readonly Bar[], frame: BarFrame) {
  const highest = max(bars, (bar) => total(bar.values)) ?? 0;
  return {
    x: scaleLinear([frame.fromMs, frame.toMs], [0, frame.width]),
    y: scaleLinear([0, highest || 1], [frame.height, 0]),
  };
}

/**
 * Stacks each interval's values, the first at the bottom. What is not zero is at least 1 px high and
 * wide, and a gap of 1 px parts the intervals where there is room.
 */
export function stackBars(bars: readonly Bar[], frame: BarFrame): Block[] {
  const { x, y } = barScales(bars, frame);
  const blocks: Block[] = [];
  for (const { ms, values } of bars) {
    const left = Math.max(0, x(ms));
    const right = Math.min(frame.width, x(ms + frame.intervalMs));
    const width = Math.max(1, right - left - (right - left > 3 ? 1 : 0));
    let top = frame.height;
    for (const [series, value] of values.entries()) {
      if (value <= 0) continue;
      const height = Math.max(1, frame.height - y(value));
      top -= height;
      blocks.push({ series, ms, x: left, y: top, width, height });
    }
  }
  return blocks;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

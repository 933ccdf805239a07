import type { TimeAxis } from "./time-axis.ts";
import { type Tick, timeTicks } from "./time-ticks.ts";
import { type Bar, placeBar, type TimeWindow } from "./time-window.ts";

/** A shortened gap in a lane. */
export interface GapBand {
  left: number; // px
  width: number; // px
  durationUs: number;
}

/** Turns time into pixels of a lane and back. Pixels count from the left of the lane. */
export class TimeScale {
  readonly window: TimeWindow;
  readonly width: number; // px that the window fills
  readonly axis: TimeAxis;
  readonly #onAxis: TimeWindow;
  readonly #perPx: number;

  constructor(window: TimeWindow, width: number, axis: TimeAxis) {
    this.window = window;
    this.width = width;
    this.axis = axis;
    this.#onAxis = { fromUs: axis.project(window.fromUs), toUs: axis.project(window.toUs) };
    this.#perPx = (this.#onAxis.toUs - this.#onAxis.fromUs) / Math.max(1, width);
  }

  px(us: number): number {
    return (this.axis.project(us) - this.#onAxis.fromUs) / this.#perPx;
  }

  /** The instant under a pixel. */
  usAt(px: number): number {
    return this.axis.unproject(this.#onAxis.fromUs + px * this.#perPx);
  }

  /** The bar of a span, cut at the edges of the lane. */
  placeBar(startUs: number, durationUs: number): Bar {
    const from = this.axis.project(startUs);
    const span = { startUs: from, durationUs: this.axis.project(startUs + durationUs) - from };
    return placeBar(span, this.#onAxis, this.width);
  }

  /** Marks of the axis; a shortened gap has none. */
  ticks(): Tick[] {
    const { fromUs, toUs } = this.window;
    const edges = [fromUs, ...this.#gaps().flatMap((gap) => [gap.fromUs, gap.toUs]), toUs];
    const ticks: Tick[] = [];
    for (let index = 0; index + 1 < edges.length; index += 2) {
      const stretch = { fromUs: edges[index] ?? 0, toUs: edges[index + 1] ?? 0 };
      if (stretch.toUs <= stretch.fromUs) continue;
      const left = this.px(stretch.fromUs);
      const width = this.px(stretch.toUs) - left;
      for (const tick of timeTicks(stretch, width)) ticks.push({ ...tick, x: left + tick.x });
    }
    // Marks on both sides of a gap may come too near to each other: the later one gives way.
    const shown: Tick[] = [];
    for (const tick of ticks) {
      const before = shown.at(-1);
      if (!before || tick.x - before.x >= labelRoomPx) shown.push(tick);
    }
    return shown;
  }

  /** The shortened gaps in view. */
  gapBands(): GapBand[] {
    return this.#gaps().map(({ fromUs, toUs, durationUs }) => {
      const left = this.px(fromUs);
      return { left, width: this.px(toUs) - left, durationUs };
    });
  }

  #gaps() {
    const { fromUs, toUs } = this.window;
    return this.axis.gaps
      .filter((gap) => gap.toUs > fromUs && gap.fromUs < toUs)
      .map((gap) => ({
        fromUs: Math.max(fromUs, gap.fromUs),
        toUs: Math.min(toUs, gap.toUs),
        durationUs: gap.toUs - gap.fromUs,
      }));
  }
}

const labelRoomPx = 56;

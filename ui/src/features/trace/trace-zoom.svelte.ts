import { TimeAxis } from "../../layout/time-axis.ts";
import type { Stretch } from "../../layout/time-axis.ts";
import { TimeScale } from "../../layout/time-scale.ts";
import {
  clampWindow,
  fitWindow,
  isWhole,
  type TimeWindow,
  wholeWindow,
  zoomWindow,
} from "../../layout/time-window.ts";

/** What a trace's time is made of. */
interface ZoomSource {
  durationUs: () => number; // grows while the trace runs
  idleGaps: () => readonly Stretch[];
}

/** The part of a trace's time that is in view, and how it is stretched; shared by all pictures. */
export class TraceZoom {
  readonly #source: ZoomSource;
  #chosen = $state.raw<TimeWindow | null>(null); // null: all, also when the trace grows

  /** Whether time in which nothing happens is drawn short. Never unasked: it bends proportions. */
  shortensGaps = $state(false);

  readonly axis: TimeAxis = $derived.by(
    () => new TimeAxis(this.#source.durationUs(), this.shortensGaps ? this.#source.idleGaps() : []),
  );
  /** What is in view now. */
  readonly window: TimeWindow = $derived.by(() => {
    const durationUs = this.#source.durationUs();
    return this.#chosen ? clampWindow(this.#chosen, durationUs) : wholeWindow(durationUs);
  });
  readonly isWhole: boolean = $derived.by(() => isWhole(this.window, this.#source.durationUs()));

  constructor(source: ZoomSource) {
    this.#source = source;
  }

  /** The window over a lane of `width` px. */
  scaleOver(width: number): TimeScale {
    return new TimeScale(this.window, width, this.axis);
  }

  /** All of the trace over `width` px, whatever is in view. */
  wholeScale(width: number): TimeScale {
    return new TimeScale(wholeWindow(this.#source.durationUs()), width, this.axis);
  }

  /** Shows a window; null or one that covers everything shows the whole trace. */
  show(window: TimeWindow | null): void {
    this.#chosen = window && !isWhole(window, this.#source.durationUs()) ? window : null;
  }

  showAll(): void {
    this.#chosen = null;
  }

  /** Shows one span with a little room around it. */
  fit(span: { startUs: number; durationUs: number }): void {
    this.show(fitWindow(span, this.#source.durationUs()));
  }

  /** Zooms by a factor (below 1: in) around a share of what is in view: 0 its left end, 1 its right. */
  by(factor: number, around: number): void {
    const { fromUs, toUs } = this.#onAxis();
    const atUs = fromUs + (toUs - fromUs) * around;
    this.#showOnAxis(zoomWindow({ fromUs, toUs }, { factor, atUs, durationUs: this.axis.length }));
  }

  /** Moves `window` by a share of its width; stops at the ends of the trace. */
  pan(share: number, window: TimeWindow = this.window): void {
    const { fromUs, toUs } = this.#onAxis(window);
    const by = (toUs - fromUs) * share;
    this.#showOnAxis(clampWindow({ fromUs: fromUs + by, toUs: toUs + by }, this.axis.length));
  }

  #onAxis(window: TimeWindow = this.window): TimeWindow {
    return { fromUs: this.axis.project(window.fromUs), toUs: this.axis.project(window.toUs) };
  }

  #showOnAxis({ fromUs, toUs }: TimeWindow): void {
    this.show({ fromUs: this.axis.unproject(fromUs), toUs: this.axis.unproject(toUs) });
  }
}

import {
  clampWindow,
  fitWindow,
  isWhole,
  type TimeWindow,
  wholeWindow,
  zoomWindow,
} from "../../layout/time-window.ts";

/** The part of a trace's time that is in view; shared by the timeline and its overview. */
export class TraceZoom {
  readonly #durationUs: () => number;
  #chosen = $state.raw<TimeWindow | null>(null); // null: all, also when the trace grows

  /** What is in view now. */
  readonly window: TimeWindow = $derived.by(() => {
    const durationUs = this.#durationUs();
    return this.#chosen ? clampWindow(this.#chosen, durationUs) : wholeWindow(durationUs);
  });
  readonly isWhole: boolean = $derived.by(() => isWhole(this.window, this.#durationUs()));

  /** @param durationUs reads the duration of the trace, which grows while it runs */
  constructor(durationUs: () => number) {
    this.#durationUs = durationUs;
  }

  /** Shows a window; null or one that covers everything shows the whole trace. */
  show(window: TimeWindow | null): void {
    this.#chosen = window && !isWhole(window, this.#durationUs()) ? window : null;
  }

  showAll(): void {
    this.#chosen = null;
  }

  /** Shows one span with a little room around it. */
  fit(span: { startUs: number; durationUs: number }): void {
    this.show(fitWindow(span, this.#durationUs()));
  }

  /** Zooms by a factor (below 1: in) around an instant. */
  around(atUs: number, factor: number): void {
    this.show(zoomWindow(this.window, { factor, atUs, durationUs: this.#durationUs() }));
  }

  /** Moves what is in view; stops at the ends of the trace. */
  pan(byUs: number): void {
    const { fromUs, toUs } = this.window;
    this.show(clampWindow({ fromUs: fromUs + byUs, toUs: toUs + byUs }, this.#durationUs()));
  }
}

import type { TraceZoom } from "../trace-zoom.svelte.ts";

/** Where the lanes stand on the screen, in px; `width` is what the time window fills. */
export interface LaneArea {
  left: number;
  width: number;
}

const dragFromPx = 3; // less is a click with a shaky hand
const wheelZoom = 0.0022; // per pixel of wheel travel

/** Pointer gestures over the lanes: wheel with Ctrl (or a pinch) zooms, sideways pans, a drag pans. */
export class LaneGestures {
  readonly #zoom: () => TraceZoom;
  readonly #area: () => LaneArea;
  #grab: { pointerX: number; fromUs: number; toUs: number } | null = null;
  #moved = false;
  isDragging = $state(false);

  constructor(zoom: () => TraceZoom, area: () => LaneArea) {
    this.#zoom = zoom;
    this.#area = area;
  }

  readonly wheel = (event: WheelEvent): void => {
    const { left, width } = this.#area();
    const { fromUs, toUs } = this.#zoom().window;
    const usPerPx = (toUs - fromUs) / Math.max(1, width);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const x = Math.max(0, Math.min(width, event.clientX - left));
      this.#zoom().around(fromUs + x * usPerPx, Math.exp(event.deltaY * wheelZoom));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault(); // else the browser goes back a page
      this.#zoom().pan(event.deltaX * usPerPx);
    }
  };

  readonly down = (event: PointerEvent): void => {
    this.#moved = false;
    if (event.button !== 0 || event.clientX < this.#area().left || this.#zoom().isWhole) return;
    this.#grab = { pointerX: event.clientX, ...this.#zoom().window };
  };

  readonly move = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (this.#grab === null) return;
    const { pointerX, fromUs, toUs } = this.#grab;
    const byPx = event.clientX - pointerX;
    if (!this.isDragging && Math.abs(byPx) < dragFromPx) return;
    if (!this.isDragging) event.currentTarget.setPointerCapture(event.pointerId);
    this.isDragging = true;
    this.#moved = true;
    const byUs = (byPx * (toUs - fromUs)) / Math.max(1, this.#area().width);
    this.#zoom().pan(fromUs - byUs - this.#zoom().window.fromUs);
  };

  readonly up = (): void => {
    this.#grab = null;
    this.isDragging = false;
  };

  /** The click at the end of a drag is not a click on a row. */
  readonly click = (event: MouseEvent): void => {
    if (this.#moved) event.stopPropagation();
    this.#moved = false;
  };
}

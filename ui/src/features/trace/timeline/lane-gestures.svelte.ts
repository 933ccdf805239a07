import type { TimeWindow } from "../../../layout/time-window.ts";
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
  #grab: { pointerX: number; window: TimeWindow } | null = null;
  #moved = false;
  isDragging = $state(false);

  constructor(zoom: () => TraceZoom, area: () => LaneArea) {
    this.#zoom = zoom;
    this.#area = area;
  }

  readonly wheel = (event: WheelEvent): void => {
    const { left, width } = this.#area();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share = (event.clientX - left) / Math.max(1, width);
      const factor = Math.exp(event.deltaY * wheelZoom);
      this.#zoom().by(factor, Math.max(0, Math.min(1, share)));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault(); // else the browser goes back a page
      this.#zoom().pan(event.deltaX / Math.max(1, width));
    }
  };

  readonly down = (event: PointerEvent): void => {
    this.#moved = false;
    if (event.button !== 0 || event.clientX < this.#area().left || this.#zoom().isWhole) return;
    this.#grab = { pointerX: event.clientX, window: this.#zoom().window };
  };

  readonly move = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (this.#grab === null) return;
    const { pointerX, window } = this.#grab;
    const byPx = event.clientX - pointerX;
    if (!this.isDragging && Math.abs(byPx) < dragFromPx) return;
    if (!this.isDragging) event.currentTarget.setPointerCapture(event.pointerId);
    this.isDragging = true;
    this.#moved = true;
    this.#zoom().pan(-byPx / Math.max(1, this.#area().width), window);
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

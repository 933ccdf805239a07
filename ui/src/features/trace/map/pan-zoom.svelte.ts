/** A size on the screen, in px. */
interface Size {
  width: number;
  height: number;
}

const scales = { min: 0.15, max: 2, legible: 0.86 };
const marginPx = 24;
const wheelZoom = 0.0022; // per pixel of wheel travel

/** How a large drawing is shown in a small frame: moved by x, y px and scaled. */
export class PanZoom {
  x = $state(0);
  y = $state(0);
  scale = $state(1);
  #grab: { pointerX: number; pointerY: number; x: number; y: number } | null = null;

  /** Shows all of the drawing, however small. */
  fit(drawing: Size, frame: Size): void {
    this.#fit(drawing, frame, scales.min);
  }

  /** Shows all of the drawing, or as much of its beginning as can be read and hit. */
  fitLegibly(drawing: Size, frame: Size): void {
    this.#fit(drawing, frame, scales.legible);
  }

  #fit(drawing: Size, frame: Size, smallest: number): void {
    const scale = Math.min(
      1,
      (frame.width - 2 * marginPx) / drawing.width,
      (frame.height - 2 * marginPx) / drawing.height,
    );
    this.scale = Math.max(smallest, scale);
    this.x = Math.max(marginPx, (frame.width - drawing.width * this.scale) / 2);
    this.y = Math.max(marginPx, (frame.height - drawing.height * this.scale) / 2);
  }

  /** Zooms by a factor around a point of the frame. */
  around(point: { x: number; y: number }, factor: number): void {
    const scale = Math.max(scales.min, Math.min(scales.max, this.scale * factor));
    this.x = point.x - ((point.x - this.x) * scale) / this.scale;
    this.y = point.y - ((point.y - this.y) * scale) / this.scale;
    this.scale = scale;
  }

  /** Moves as little as possible, so that a box of the drawing is in the frame. */
  bringIntoView(box: Size & { left: number; top: number }, frame: Size): void {
    this.x += shift(this.x + box.left * this.scale, box.width * this.scale, frame.width);
    this.y += shift(this.y + box.top * this.scale, box.height * this.scale, frame.height);
  }

  /** The wheel moves; with Ctrl (or a pinch) it zooms. */
  readonly wheel = (event: WheelEvent & { currentTarget: HTMLElement }): void => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = event.currentTarget.getBoundingClientRect();
      const point = { x: event.clientX - left, y: event.clientY - top };
      this.around(point, Math.exp(-event.deltaY * wheelZoom));
    } else {
      this.x -= event.deltaX;
      this.y -= event.deltaY;
    }
  };

  /** A drag that begins on no control moves the drawing. */
  readonly down = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const isOnControl = event.target instanceof Element && event.target.closest("button, input");
    if (event.button !== 0 || isOnControl) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#grab = { pointerX: event.clientX, pointerY: event.clientY, x: this.x, y: this.y };
  };

  readonly move = (event: PointerEvent): void => {
    if (this.#grab === null) return;
    this.x = this.#grab.x + event.clientX - this.#grab.pointerX;
    this.y = this.#grab.y + event.clientY - this.#grab.pointerY;
  };

  readonly up = (): void => {
    this.#grab = null;
  };
}

function shift(start: number, size: number, frame: number): number {
  if (start < marginPx) return marginPx - start;
  const over = start + size - (frame - marginPx);
  return over > 0 ? -Math.min(over, start - marginPx) : 0;
}

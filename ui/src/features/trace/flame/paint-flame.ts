import { kindLook } from "../../../kinds.ts";
import { at } from "../../../layout/column.ts";
import type { FlameRect } from "../../../layout/flame.ts";
import { type TraceColumns, wordOf } from "../../../layout/trace-columns.ts";

/** A canvas and how to paint on it; sizes in CSS pixels. */
export interface FlamePaper {
  canvas: HTMLCanvasElement;
  width: number;
  height: number;
  lanePx: number;
  firstLane: number; // the one at the top
  offsetPx: number; // how much of it is scrolled away
}

/** What stands out in the picture. */
export interface FlameMarks {
  selected: number; // row, -1 for none
  isMatch: (row: number) => boolean;
}

const textFromPx = 34;
const paleFromPx = 4;
const textPadPx = 5;

/**
 * Paints the rectangles in the colours of the theme: pale with a full edge and their name where there
 * is room, full where there is none. How many were painted stands in the canvas' `data-rects`.
 */
export function paintFlame(
  paper: FlamePaper,
  rects: readonly FlameRect[],
  { columns, marks }: { columns: TraceColumns; marks: FlameMarks },
): void {
  const { canvas, width, height, lanePx } = paper;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.dataset["rects"] = String(rects.length);
  const context = canvas.getContext("2d");
  if (context === null) return; // the rows say the same
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const token = (name: string) => style.getPropertyValue(name);
  const colors = columns.kinds.map((kind) => token(`--kind-${kindLook(kind).color}`));
  const [text, error, accent] = [token("--text"), token("--error"), token("--accent")];
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = "middle";
  for (const { row, lane, left, width: wide, hasError } of rects) {
    const top = (lane - paper.firstLane) * lanePx - paper.offsetPx;
    const color = colors[at(columns.kind, row)] ?? "";
    const isDim = !marks.isMatch(row);
    const isPale = wide >= paleFromPx;
    context.fillStyle = color;
    context.globalAlpha = (isPale ? 0.28 : 1) * (isDim ? 0.3 : 1);
    context.fillRect(left, top, Math.max(1, wide - (isPale ? 1 : 0)), lanePx - 1);
    context.globalAlpha = isDim ? 0.3 : 1;
    if (isPale) context.fillRect(left, top, 2, lanePx - 1);
    context.globalAlpha = 1;
    if (hasError) {
      context.fillStyle = error;
      context.fillRect(left, top + lanePx - 3, Math.max(1, wide - 1), 2);
    }
    if (row === marks.selected) {
      context.strokeStyle = accent;
      context.lineWidth = 2;
      context.strokeRect(left + 1, top + 1, Math.max(1, wide - 3), lanePx - 3);
    }
    if (wide < textFromPx) continue;
    context.fillStyle = text;
    context.globalAlpha = isDim ? 0.6 : 1;
    const name = wordOf(columns.names, columns.name, row);
    context.fillText(cut(context, name, wide - 2 * textPadPx), left + textPadPx, top + lanePx / 2);
    context.globalAlpha = 1;
  }
}

/** As much of a text as fits; widths are guessed from the average, measured once. */
function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  const letters = Math.floor(room / 6);
  if (text.length <= letters || context.measureText(text).width <= room) return text;
  return `${text.slice(0, Math.max(1, letters - 1))}…`;
}

import { kindLook } from "../../../kinds.ts";
import type { Minimap } from "../../../layout/minimap.ts";

/** A canvas to paint on, its size in CSS pixels. */
interface Paper {
  canvas: HTMLCanvasElement;
  width: number;
  height: number;
}

const errorHeight = 5;
const lanePxMax = 12;
const topPx = errorHeight + 2;

/** Paints the overview in the colours of the theme, sharp on any screen. */
export function paintMinimap(
  { canvas, width, height }: Paper,
  map: Minimap,
  kinds: string[],
): void {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) return; // no 2D canvas: the timeline says it all in words
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colors = kinds.map((kind) => style.getPropertyValue(`--kind-${kindLook(kind).color}`));
  const lanePx = Math.min(lanePxMax, (height - topPx - 2) / Math.max(1, map.lanes));
  for (const { lane, kind, fromPx, toPx } of map.runs) {
    context.fillStyle = colors[kind] ?? "";
    const laneGap = lanePx > 2 ? 1 : 0;
    context.fillRect(fromPx, topPx + lane * lanePx, toPx - fromPx, lanePx - laneGap);
  }
  context.fillStyle = style.getPropertyValue("--error");
  for (const x of map.errorsPx) context.fillRect(x - 0.5, 0, 2, errorHeight);
}

import type { TimeWindow } from "../../../layout/time-window.ts";

/** What a drag that began at an instant does to the window: move it, move one end, or draw a new one. */
export type BrushMode = "pan" | "from" | "to" | "new";

/** A drag over the overview. */
export interface Brush {
  mode: BrushMode;
  startUs: number;
  window: TimeWindow; // when the drag began
}

/** Begins a drag. Near an end of the window the end is taken, inside it the window, else a new one begins. */
export function startBrush(
  atUs: number,
  view: { window: TimeWindow; isWhole: boolean; gripUs: number },
): Brush {
  const { window, isWhole, gripUs } = view;
  const brush = { startUs: atUs, window };
  if (isWhole) return { ...brush, mode: "new" };
  if (Math.abs(atUs - window.fromUs) <= gripUs) return { ...brush, mode: "from" };
  if (Math.abs(atUs - window.toUs) <= gripUs) return { ...brush, mode: "to" };
  const isInside = atUs > window.fromUs && atUs < window.toUs;
  return { ...brush, mode: isInside ? "pan" : "new" };
}

/** The window after the pointer went to an instant. */
export function moveBrush({ mode, startUs, window }: Brush, atUs: number): TimeWindow {
  switch (mode) {
    case "pan":
      return { fromUs: window.fromUs + atUs - startUs, toUs: window.toUs + atUs - startUs };
    case "from":
      return ordered(atUs, window.toUs);
    case "to":
      return ordered(window.fromUs, atUs);
    case "new":
      return ordered(startUs, atUs);
  }
}

function ordered(a: number, b: number): TimeWindow {
  return { fromUs: Math.min(a, b), toUs: Math.max(a, b) };
}

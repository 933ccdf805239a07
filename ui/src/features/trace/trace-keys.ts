import { pictureTabs } from "./picture-name.ts";
import type { TraceView } from "./trace-view.svelte.ts";

/** Keys of a trace page, as its help lists them. */
export const traceKeys: readonly { keys: string; does: string }[] = [
  { keys: "↑ ↓ or k j", does: "previous or next step" },
  { keys: "← →", does: "fold or open" },
  { keys: "Enter", does: "read the step" },
  { keys: "e, Shift e", does: "next or previous error" },
  { keys: "n, p", does: "next or previous run of the same step" },
  { keys: "/", does: "find" },
  { keys: "f, 0", does: "zoom to the step, or out to everything" },
  { keys: "+ −", does: "zoom in or out" },
  { keys: "Shift ← →", does: "move the time in view" },
  { keys: "t, g", does: "timeline as rows or flame; idle gaps short or true" },
  { keys: "1, 2 …", does: "timeline, agent map and the other pictures" },
];

const pageRows = 20;
const zoomStep = 0.6;
const panShare = 0.2;

/** Works in the whole page: a letter alone means nothing else there. */
const everywhere = new Map<string, (view: TraceView) => void>([
  ["e", (view) => view.seekError(1)],
  ["E", (view) => view.seekError(-1)],
  ["n", (view) => view.seekSameStep(1)],
  ["p", (view) => view.seekSameStep(-1)],
  ["j", (view) => view.move(1)],
  ["k", (view) => view.move(-1)],
  ["f", (view) => view.fitSelected()],
  ["t", (view) => (view.picture = view.picture === "flame" ? "timeline" : "flame")],
  ["g", (view) => (view.zoom.shortensGaps = !view.zoom.shortensGaps)],
  ["0", (view) => view.zoom.showAll()],
  ["+", (view) => view.zoom.by(zoomStep, 0.5)],
  ["-", (view) => view.zoom.by(1 / zoomStep, 0.5)],
  ...pictureTabs.map(
    (name, index) => [`${index + 1}`, (view: TraceView) => (view.picture = name)] as const,
  ),
]);

/** Works in the timeline only: elsewhere these keys scroll and move between controls. */
const inTimeline = new Map<string, (view: TraceView) => void>([
  ["ArrowDown", (view) => view.move(1)],
  ["ArrowUp", (view) => view.move(-1)],
  ["PageDown", (view) => view.move(pageRows)],
  ["PageUp", (view) => view.move(-pageRows)],
  ["Home", (view) => view.move(-view.columns.count)],
  ["End", (view) => view.move(view.columns.count)],
  ["ArrowLeft", (view) => view.foldOrLeave()],
  ["ArrowRight", (view) => view.openOrEnter()],
  ["Shift+ArrowLeft", (view) => view.zoom.pan(-panShare)],
  ["Shift+ArrowRight", (view) => view.zoom.pan(panShare)],
]);

/** What a key press does to a view; null when it is none of the page's keys. */
export function traceAction(
  event: Pick<KeyboardEvent, "key" | "shiftKey">,
  isInTimeline: boolean,
): ((view: TraceView) => void) | null {
  const shifted = event.shiftKey ? `Shift+${event.key}` : event.key;
  const own = isInTimeline ? inTimeline.get(shifted) : undefined;
  return own ?? everywhere.get(event.key) ?? null;
}

import { readWindow, writeWindow } from "../../layout/time-window.ts";
import { pictureNamed } from "./picture-name.ts";
import type { TraceView } from "./trace-view.svelte.ts";

/** What a trace page keeps in its address; null leaves a parameter out. */
export interface TraceQuery {
  view: string | null; // the picture; the timeline goes without saying
  span: string | null;
  q: string | null;
  kinds: string | null; // those shown, when not the usual ones
  t: string | null; // time window, see writeWindow
  tab: string | null;
  only: string | null; // "matches": the rest is left out
  gaps: string | null; // "short": idle time is drawn short
  repeats: string | null; // "folded" or "open", when not as usual
}

/** Reads the parameters of an address. */
export function readTraceQuery(query: Pick<URLSearchParams, "get">): TraceQuery {
  return {
    view: query.get("view"),
    span: query.get("span") || null, // an empty one asks for nothing
    q: query.get("q"),
    kinds: query.get("kinds"),
    t: query.get("t"),
    tab: query.get("tab"),
    only: query.get("only"),
    gaps: query.get("gaps"),
    repeats: query.get("repeats"),
  };
}

/** The address of what a view shows. */
export function describeView(view: TraceView): TraceQuery {
  const { kinds } = view.columns;
  const usual = kinds.filter((kind) => !view.rows.quietKinds.has(kind));
  const shown = kinds.filter((kind) => !view.rows.hiddenKinds.has(kind));
  return {
    view: view.picture === "timeline" ? null : view.picture,
    span: view.chosenSpan,
    q: view.search.text === "" ? null : view.search.text,
    kinds: shown.join() === usual.join() ? null : shown.join(),
    t: view.zoom.isWhole ? null : writeWindow(view.zoom.window),
    tab: view.tab === "io" ? null : view.tab,
    only: view.search.onlyMatches ? "matches" : null,
    gaps: view.zoom.shortensGaps ? "short" : null,
    repeats: repeatsText(view.rows.foldRepeats),
  };
}

/** Makes a view show what an address says. What the address gets wrong is left at its default. */
export function adoptQuery(view: TraceView, query: TraceQuery): void {
  view.picture = pictureNamed(query.view);
  view.search.text = query.q ?? "";
  view.rows.hiddenKinds = hiddenKinds(view, query.kinds);
  view.zoom.show(query.t === null ? null : readWindow(query.t, view.columns.durationUs));
  view.tab = query.tab ?? "io";
  view.search.onlyMatches = query.only === "matches";
  view.zoom.shortensGaps = query.gaps === "short";
  view.rows.foldRepeats = query.repeats === null ? null : query.repeats === "folded";
  if (query.span !== view.chosenSpan) view.chooseSpan(query.span);
}

function repeatsText(folds: boolean | null): string | null {
  if (folds === null) return null;
  return folds ? "folded" : "open";
}

function hiddenKinds(view: TraceView, kinds: string | null): ReadonlySet<string> {
  if (kinds === null) return view.rows.quietKinds;
  const shown = new Set(kinds.split(","));
  return new Set(view.columns.kinds.filter((kind) => !shown.has(kind)));
}

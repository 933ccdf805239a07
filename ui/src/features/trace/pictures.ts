import type { Component } from "svelte";
import type { PictureName } from "./picture-name.ts";
import type { TraceAddress } from "../../trace-queries.ts";
import type { TraceView } from "./trace-view.svelte.ts";

/** What every picture of a trace is given. */
export interface PictureProps {
  view: TraceView;
  address: TraceAddress;
}

/** How a picture is called, and how it is loaded; null: it comes with the page. */
export interface Picture {
  label: string;
  load: (() => Promise<{ default: Component<PictureProps> }>) | null;
}

/** All pictures of a trace; what is not the timeline is loaded when it is first looked at. */
export const pictures: Record<PictureName, Picture> = {
  timeline: { label: "Timeline", load: null },
  flame: { label: "Flame", load: null },
  path: { label: "Path", load: () => import("./path/PathView.svelte") },
  cost: { label: "Breakdown", load: () => import("./breakdown/BreakdownView.svelte") },
  map: { label: "Agent map", load: () => import("./map/AgentMapView.svelte") },
  transcript: { label: "Transcript", load: () => import("./transcript/TranscriptView.svelte") },
};

import type { MapGraph, MapLayout } from "./place-cards.ts";

/** Past this, a list of cards serves the reader better than waiting. */
const deadlineMs = 2000;

/**
 * Places a map in a worker, so that the page never stands still. Gives null when that takes longer than
 * two seconds, fails, or `signal` says that nobody waits any more.
 */
export function requestLayout(graph: MapGraph, signal: AbortSignal): Promise<MapLayout | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./map-layout.worker.ts", import.meta.url), {
      type: "module",
    });
    const timer = setTimeout(() => finish(null), deadlineMs);

    function finish(result: MapLayout | null) {
      clearTimeout(timer);
      worker.terminate();
      resolve(result);
    }

    worker.addEventListener("message", ({ data }: MessageEvent<MapLayout>) => finish(data));
    worker.addEventListener("error", () => finish(null));
    signal.addEventListener("abort", () => finish(null));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
    worker.postMessage(graph);
  });
}

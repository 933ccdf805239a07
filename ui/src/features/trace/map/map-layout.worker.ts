import { type MapGraph, placeCards } from "./place-cards.ts";

self.addEventListener("message", ({ data }: MessageEvent<MapGraph>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  self.postMessage(placeCards(data));
});

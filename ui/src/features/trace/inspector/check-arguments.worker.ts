import { type ArgumentsToCheck, checkArguments } from "./check-arguments.ts";

self.addEventListener("message", ({ data }: MessageEvent<ArgumentsToCheck>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  self.postMessage(checkArguments(data));
});

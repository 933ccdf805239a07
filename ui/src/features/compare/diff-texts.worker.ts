import { diffTexts, type TextPair } from "./diff-texts.ts";

self.addEventListener("message", ({ data }: MessageEvent<TextPair>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  self.postMessage({ lines: diffTexts(data) });
});

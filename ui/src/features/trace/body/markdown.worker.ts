import { markdownToHtml } from "./markdown-to-html.ts";

self.addEventListener("message", ({ data }: MessageEvent<string>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  self.postMessage(markdownToHtml(data));
});

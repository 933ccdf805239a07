import { codeReviewer } from "../scenarios/code-reviewer.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

export const lostRoot: ExhibitSource = {
  id: "lost-root",
  name: "The root never arrived",
  description: "The process died before its outermost span ended; the rest of the run is here.",
  heavy: false,
  agent: "code-reviewer",
  useCase: "pull-request-review",
  agoMs: 31 * 60_000,
  *play(script) {
    codeReviewer.play(script, "pull-request-review");
    yield script.takeSpans().filter(({ parentSpanId }) => parentSpanId !== "");
  },
};

import { ImpatientWorker } from "../../impatient-worker.ts";
import type { DiffLine, TextPair } from "./diff-texts.ts";

const deadlineMs = 2000;

/** The one comparer of the page. Null, or no lines: the texts are too different, or nobody waits any more. */
export const textDiffer = new ImpatientWorker<TextPair, { lines: DiffLine[] | null }>(
  () => new Worker(new URL("./diff-texts.worker.ts", import.meta.url), { type: "module" }),
  deadlineMs,
);

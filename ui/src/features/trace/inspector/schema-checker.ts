import { ImpatientWorker } from "../../../impatient-worker.ts";
import type { ArgumentsToCheck, SchemaVerdict } from "./check-arguments.ts";

/** A pattern in a schema can be made to take for ever. */
const deadlineMs = 1000;

/** The one checker of the page. Null: it took too long, or nobody waits any more. */
export const schemaChecker = new ImpatientWorker<ArgumentsToCheck, SchemaVerdict>(
  () => new Worker(new URL("./check-arguments.worker.ts", import.meta.url), { type: "module" }),
  deadlineMs,
);

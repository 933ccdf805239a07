import { z } from "zod";
import type { Database } from "./database.ts";
import type { Dialect } from "./render-migration.ts";

/** The tables that hold what was received, content before what refers to it. */
const tables = ["span_io", "log_events", "scores", "metric_points", "spans"] as const;

/** What they cost is erased with a whole project, and never by its age: a ledger keeps what it booked. */
const ledger = "charges";

/** What to erase: all of a project, or what of it was received before a moment. */
export interface Erasure {
  project: string;
  receivedBefore?: Date;
  dialect?: Dialect;
  /** Only these tables. */
  only?: readonly (typeof tables)[number][];
}

/**
 * Erases rows: one mutation for each table that has any, which marks them and rewrites nothing else. Rows
 * that are still on their way in are not seen: flush before. What a sender sends again afterwards is there again.
 *
 * @throws {StoreError}
 */
export async function erase(
  db: Database,
  { project, receivedBefore, dialect = "single", only = tables }: Erasure,
): Promise<void> {
  const doomed =
    receivedBefore === undefined
      ? "project = {project:String}"
      : "project = {project:String} AND received_at < fromUnixTimestamp64Milli({before:Int64})";
  const parameters = { project, before: receivedBefore?.getTime() ?? 0 };
  const all = receivedBefore === undefined && only === tables;
  for (const table of all ? [...only, ledger] : only) {
    const found = await db.select(
      z.object({ one: z.number() }),
      `SELECT 1 AS one FROM ${table} WHERE ${doomed} LIMIT 1`,
      parameters,
    );
    if (found.length === 0) continue; // a mutation takes seconds, also when it has nothing to do
    // A distributed table takes no deletes: every shard is told to delete its own.
    const target = dialect === "cluster" ? `${table}_local ON CLUSTER '{cluster}'` : table;
    await db.run(
      `DELETE FROM ${target} WHERE ${doomed} SETTINGS lightweight_deletes_sync = 2`,
      parameters,
    );
  }
}

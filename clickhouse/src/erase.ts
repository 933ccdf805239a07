import { z } from "zod";
import type { Database } from "./database.ts";
import type { Dialect } from "./render-migration.ts";

/** The tables that hold what was received, content before what refers to it. */
const tables = ["span_io", "log_events", "scores", "metric_points", "spans"] as const;

/** What to erase: all of a project, or what of it was received before a moment. */
export interface Erasure {
  project: string;
  receivedBefore?: Date;
  dialect?: Dialect;
  /** Only these tables. */
  only?: readonly (typeof tables)[number][];
}

/**
 * Erases rows, a partition at a time so that no mutation has to hold many parts. Rows that are still on
 * their way in are not seen: flush before. What a sender sends again afterwards is there again.
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
  for (const table of only) {
    const partitions = await db.select(
      z.object({ id: z.string() }),
      `SELECT DISTINCT _partition_id AS id FROM ${table} WHERE ${doomed} ORDER BY id`,
      parameters,
    );
    // A distributed table takes no deletes: every shard is told to delete its own.
    const target = dialect === "cluster" ? `${table}_local ON CLUSTER '{cluster}'` : table;
    for (const { id } of partitions) {
      await db.run(
        `DELETE FROM ${target} IN PARTITION ID {id:String} WHERE ${doomed}
         SETTINGS lightweight_deletes_sync = 2`,
        { ...parameters, id },
      );
    }
  }
}

import { z } from "zod";
import type { Database } from "../database.ts";
import { spanVersions } from "./span-source.ts";

const Stamp = z.object({ stamp: z.string() });

/**
 * A short text that differs when anything is different about the spans of a trace that are stored: to
 * tell whether an answer made of them still stands. Merges may change it too.
 */
export async function traceStamp(
  db: Database,
  query: { project: string; traceId: string },
): Promise<string> {
  const [row] = await db.select(Stamp, sql, query);
  return row?.stamp ?? "";
}

const sql = `
  SELECT concat(toString(count()), ' ', toString(sum(cityHash64(span_id, start_time, ver, is_deleted)))) AS stamp
    FROM ${spanVersions({
      columns: "span_id, start_time, ver, is_deleted",
      where: ["trace_id = {traceId:String}"],
    })}`;

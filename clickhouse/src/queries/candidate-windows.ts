import { z } from "zod";
import type { Database } from "../database.ts";
import { inPeriod, type Period } from "./period.ts";
import { spanVersions } from "./span-source.ts";

const firstWindowRows = 4096;
const windowGrowth = 8;

/**
 * Cuts a period into windows, the newest first, each read only when it is asked for. They are sized by
 * the spans in them and not by time, so that the newest few traces are as cheap in a busy hour as in a
 * quiet month; they grow, so that a rare match is found in few steps.
 */
export async function* candidateWindows(
  db: Database,
  query: Period & { project: string },
): AsyncGenerator<Period> {
  let toUnixNano = query.toUnixNano;
  for (let rows = firstWindowRows; toUnixNano > query.fromUnixNano; rows *= windowGrowth) {
    const { project, fromUnixNano } = query;
    const [newest] = await db.select(Newest, sql, { project, fromUnixNano, toUnixNano, rows });
    const isLast = newest === undefined || newest.rows < rows;
    const window = { fromUnixNano: isLast ? fromUnixNano : newest.start, toUnixNano };
    yield window;
    toUnixNano = window.fromUnixNano;
  }
}

const Newest = z.object({ start: z.coerce.bigint(), rows: z.coerce.number() });

const sql = `
  SELECT min(start) AS start, count() AS rows
    FROM (SELECT toUnixTimestamp64Nano(start_time) AS start
            FROM ${spanVersions({ columns: "start_time", where: inPeriod })}
           ORDER BY start_time DESC
           LIMIT {rows:UInt64})`;

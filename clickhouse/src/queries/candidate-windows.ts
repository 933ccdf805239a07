import { z } from "zod";
import type { Database } from "../database.ts";
import { inPeriod, type Period } from "./period.ts";
import { spanVersions } from "./span-source.ts";

const firstWindowRows = 16_384;
const firstWindowNs = 86_400_000_000_000n;
const windowGrowth = 8;
const growthMax = windowGrowth ** 2;

/**
 * Cuts a period into windows, the newest first, each read only when it is asked for; those without a
 * span are left out. A window ends where it has so many spans or is so long, so that the newest few
 * traces are as cheap in a busy hour as in a quiet month, whatever else is stored. Windows grow, so
 * that a rare match is found in few steps.
 */
export async function* candidateWindows(
  db: Database,
  query: Period & { project: string },
): AsyncGenerator<Period> {
  const { project, fromUnixNano } = query;
  const within = (period: Period, rows: number) =>
    db.select(Newest, sql, { project, ...period, rows });
  const [newest] = await within(query, 1);
  if (!newest || newest.rows === 0) return;
  let reached = newest.start + 1n;
  let toUnixNano = query.toUnixNano;
  for (let growth = 1; toUnixNano > fromUnixNano; growth *= windowGrowth) {
    // The third window may reach as far back as there is anything.
    const earliest = growth < growthMax ? reached - firstWindowNs * BigInt(growth) : fromUnixNano;
    const window = { fromUnixNano: earliest > fromUnixNano ? earliest : fromUnixNano, toUnixNano };
    const rowsMax = firstWindowRows * growth;
    const [oldest] = await within(window, rowsMax);
    if (oldest && oldest.rows === rowsMax) window.fromUnixNano = oldest.start;
    if (oldest && oldest.rows > 0) yield window;
    reached = window.fromUnixNano;
    toUnixNano = reached;
  }
}

const Newest = z.object({ start: z.coerce.bigint(), rows: z.coerce.number() });

/** The start of the oldest of the newest `rows` spans of a period, and how many there are. */
const sql = `
  SELECT min(start) AS start, count() AS rows
    FROM (SELECT toUnixTimestamp64Nano(start_time) AS start
            FROM ${spanVersions({ columns: "start_time", where: inPeriod })}
           ORDER BY start_time DESC
           LIMIT {rows:UInt32})`;

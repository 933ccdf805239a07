import type { Database } from "@spanward/clickhouse";
import { z } from "zod";

/** What the engine has done so far. */
export interface EngineCounters {
  rows: number; // selected from tables
  bytes: number; // of columns and indexes, uncompressed
}

/**
 * What work did to the engine's counters, what reading them costs taken off. Nothing else may run.
 *
 * Source: ClickHouse's system.events, SelectedRows and CompressedReadBufferBytes.
 */
export async function costOf(db: Database, work: () => Promise<unknown>): Promise<EngineCounters> {
  const first = await read(db);
  const second = await read(db);
  await work();
  const third = await read(db);
  return {
    rows: Math.max(0, third.rows - second.rows - (second.rows - first.rows)),
    bytes: Math.max(0, third.bytes - second.bytes - (second.bytes - first.bytes)),
  };
}

async function read(db: Database): Promise<EngineCounters> {
  const rows = await db.select(
    z.object({ event: z.string(), value: z.coerce.number() }),
    "SELECT event, value FROM system.events WHERE event IN ('SelectedRows', 'CompressedReadBufferBytes')",
  );
  const of = (name: string) => rows.find(({ event }) => event === name)?.value ?? 0;
  return { rows: of("SelectedRows"), bytes: of("CompressedReadBufferBytes") };
}

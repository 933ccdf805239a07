import { z } from "zod";
import type { Database } from "../database.ts";

/** What ClickHouse says of its own state. Bytes are on disk, compressed. */
export interface EngineHealth {
  version: string;
  clockUnixMs: number;
  disks: Disk[];
  tables: Table[];
  /** Parts that could not be read when the engine started: they are left out of every answer. */
  brokenParts: BrokenPart[];
  mergesRunning: number;
  mutationsPending: number;
}

const Disk = z.object({
  name: z.string(),
  freeBytes: z.coerce.number(),
  totalBytes: z.coerce.number(),
});
type Disk = z.infer<typeof Disk>;

const Table = z.object({
  name: z.string(),
  rows: z.coerce.number(),
  bytes: z.coerce.number(),
  parts: z.coerce.number(),
  /** Of the partition that has most; inserts are slowed down at 1,000 and refused at 3,000. */
  partsInPartitionMax: z.coerce.number(),
});
type Table = z.infer<typeof Table>;

const BrokenPart = z.object({ table: z.string(), name: z.string(), reason: z.string() });
type BrokenPart = z.infer<typeof BrokenPart>;

const Summary = z.object({
  version: z.string(),
  clockUnixMs: z.coerce.number(),
  mergesRunning: z.coerce.number(),
  mutationsPending: z.coerce.number(),
});

/** Answers "is the engine well, and how much does it hold?" for the doctor. Reads no rows of tables. */
export async function engineHealth(db: Database): Promise<EngineHealth> {
  const [[summary], disks, tables, brokenParts] = await Promise.all([
    db.select(Summary, summarySql),
    db.select(Disk, disksSql),
    db.select(Table, tablesSql),
    db.select(BrokenPart, brokenPartsSql),
  ]);
  return { ...Summary.parse(summary), disks, tables, brokenParts };
}

const summarySql = `
  SELECT version()                     AS version,
         toUnixTimestamp64Milli(now64(3)) AS clockUnixMs,
         (SELECT count() FROM system.merges WHERE database = currentDatabase()) AS mergesRunning,
         (SELECT count() FROM system.mutations
           WHERE database = currentDatabase() AND NOT is_done) AS mutationsPending`;

const disksSql = `
  SELECT name, free_space AS freeBytes, total_space AS totalBytes FROM system.disks ORDER BY name`;

const tablesSql = `
  SELECT table             AS name,
         sum(held.rows)    AS rows,
         sum(held.bytes)   AS bytes,
         sum(held.parts)   AS parts,
         max(held.parts)   AS partsInPartitionMax
    FROM (SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
            FROM system.parts
           WHERE active AND database = currentDatabase()
           GROUP BY table, partition_id) AS held
   GROUP BY name
   ORDER BY name`;

const brokenPartsSql = `
  SELECT table, name, reason
    FROM system.detached_parts
   WHERE database = currentDatabase() AND reason LIKE 'broken%'
   ORDER BY table, name
   LIMIT 100`;

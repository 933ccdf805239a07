import { type Database, encodeRows, type TableBlock } from "@spanward/clickhouse";
import { noRows, type Rows } from "@spanward/clickhouse/records";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { cpuUsOf } from "../process/cpu-time.ts";
import { waitUntilIdle } from "../process/wait-until-idle.ts";
import { normalizedRows } from "../workload/normalized-rows.ts";
import type { Workload } from "../workload/requests.ts";

/** What the engine alone needs for rows that are already in its own format. */
export interface EngineLimit {
  spansPerSecond: number; // until the last insert was answered
  cpuUsPerSpan: number; // of the engine's process, the merges that followed included
  insertCpuUsPerSpan: number; // without merges
}

/** The engine inserting prebuilt Native blocks, as many bytes at a time as a segment holds. */
export async function measureEngineLimit(workload: Workload, spans: number): Promise<EngineLimit> {
  const batches = batchesOf(normalizedRows(workload, spans));
  const quiet = await insertAll(batches, false);
  const merged = await insertAll(batches, true);
  return {
    spansPerSecond: merged.spansPerSecond,
    cpuUsPerSpan: merged.cpuUsPerSpan,
    insertCpuUsPerSpan: quiet.cpuUsPerSpan,
  };
}

interface Batch {
  spans: number;
  blocks: TableBlock[];
}

/** As the server's own: limits.segmentBytes. */
const batchBytes = 32 * 2 ** 20;

function batchesOf(rows: Rows): Batch[] {
  const batches: Batch[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (let from = 0; from < rows.spans.length; from += 512) {
    const spans = rows.spans.slice(from, from + 512);
    const spanIo = rows.spanIo.slice(from, from + 512);
    const blocks = encodeRows({ ...noRows(), spans, spanIo });
    if (bytes >= batchBytes) {
      batches.push({ spans: 0, blocks: [] });
      bytes = 0;
    }
    const batch = batches.at(-1);
    batch?.blocks.push(...blocks);
    if (batch) batch.spans += spans.length;
    for (const block of blocks) bytes += block.bytes.length;
  }
  return batches;
}

async function insertAll(batches: Batch[], merges: boolean) {
  const db = await openTestDatabase();
  try {
    const pid = db.engine?.pid ?? process.pid;
    if (!merges)
      for (const table of ["spans", "span_io"]) await db.run(`SYSTEM STOP MERGES ${table}`);
    const cpuUs = cpuUsOf(pid);
    const startMs = performance.now();
    for (const batch of batches)
      await Promise.all(["span_io", "spans"].map((table) => insert(db, batch, table)));
    const spans = batches.reduce((sum, batch) => sum + batch.spans, 0);
    const spansPerSecond = (spans / (performance.now() - startMs)) * 1000;
    if (merges) await waitUntilIdle(pid);
    return { spansPerSecond, cpuUsPerSpan: (cpuUsOf(pid) - cpuUs) / spans };
  } finally {
    await db.close();
  }
}

async function insert(db: Database, { blocks }: Batch, table: string): Promise<void> {
  const own = blocks.filter((block) => block.table === table);
  const bytes = own.map((block) => block.bytes);
  if (own[0]) await db.insertNative(table, own[0].columns, bytes);
}

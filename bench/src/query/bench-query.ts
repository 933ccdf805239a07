import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, migrate } from "@spanward/clickhouse";
import { waitUntilIdle } from "../process/wait-until-idle.ts";
import { normalizedRows } from "../workload/normalized-rows.ts";
import type { Report } from "../report.ts";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { fillStore, insert } from "./fill-store.ts";
import { measureDisk, measureQuestions } from "./measure-query.ts";

export interface QueryOptions {
  spans: number;
  /** A data folder that is kept, and not filled again. */
  data: string | undefined;
  whileIngesting: boolean;
}

/** Asks the questions of a store of so many spans; false when one of them read what it does not show. */
export async function benchQuery(report: Report, options: QueryOptions): Promise<boolean> {
  const path = options.data ?? (await mkdtemp(join(tmpdir(), "spanward-bench-")));
  const isFilled = existsSync(join(path, "data"));
  const db = await Database.openEmbedded({ path });
  try {
    await migrate(db);
    if (!isFilled) await fillStore(db, { ...fill, spans: options.spans, untilMs: Date.now() });
    await waitUntilIdle(db.engine?.pid ?? process.pid);
    report.table("On disk", await measureDisk(db));
    for (const table of ["spans", "span_io"]) await db.run(`SYSTEM STOP MERGES ${table}`);
    const { problems, rows } = await measureQuestions(db, { quiet: true });
    report.table("Questions", rows);
    if (options.whileIngesting)
      report.table("The same while rows are inserted", await questionsUnderLoad(db));
    for (const problem of problems) report.note(`FAILED: ${problem}`);
    return problems.length === 0;
  } finally {
    await db.close();
    if (options.data === undefined) await rm(path, { recursive: true, force: true });
  }
}

const fill = { distinctTraces: 2500, days: 30 };

/** Rows come in at half of what the engine takes: as long as an insert took, nothing is inserted. */
async function questionsUnderLoad(db: Database) {
  for (const table of ["spans", "span_io"]) await db.run(`SYSTEM START MERGES ${table}`);
  const rows = normalizedRows("agent", 12_000);
  const stop = new AbortController();
  const inserting = (async () => {
    while (!stop.signal.aborted) {
      const startMs = performance.now();
      await insert(db, rows);
      await new Promise((resolve) => setTimeout(resolve, performance.now() - startMs));
    }
  })();
  try {
    return (await measureQuestions(db, { quiet: false })).rows;
  } finally {
    stop.abort();
    await inserting;
  }
}

/** What chat histories take on disk, each conversation once and all of it merged. */
export async function benchContent(report: Report): Promise<void> {
  const db = await openTestDatabase();
  try {
    await insert(db, normalizedRows("chat", 25_000));
    for (const table of ["spans", "span_io"]) await db.run(`OPTIMIZE TABLE ${table} FINAL`);
    report.table("Chat histories on disk, merged", await measureDisk(db));
  } finally {
    await db.close();
  }
}

import { createStore, type Database } from "@spanward/clickhouse";
import { z } from "zod";
import { percentile } from "../process/percentile.ts";
import { benchProject } from "../workload/normalized-rows.ts";
import { costOf } from "./engine-counters.ts";
import { createQuestions, type Question } from "./questions.ts";

type Row = Record<string, string | number>;

const repeats = 5;

/**
 * Each question against a filled store: the rows and bytes it reads as shares of its table and of its
 * project's plain scan, and its time as a ratio to that scan. `problems` names questions that read
 * content which they do not show.
 */
export async function measureQuestions(
  db: Database,
  { quiet }: { quiet: boolean },
): Promise<{ rows: Row[]; problems: string[] }> {
  const store = createStore(db);
  const rows: Row[] = [];
  const problems: string[] = [];
  const size = { spans: await sizeOf(db, "spans"), span_io: await sizeOf(db, "span_io") };
  for (const question of await questionsOf(db)) {
    await question.ask(store); // caches as they are in use
    const cost = quiet ? await costOf(db, () => question.ask(store)) : null;
    const scan = quiet ? await costOf(db, () => scanFor(db, question)) : null;
    const [askMs, scanMs] = await timesOf(
      () => question.ask(store),
      () => scanFor(db, question),
    );
    const table = size[question.scan.table];
    const share = (part: number | undefined, all: number) =>
      part === undefined ? "" : `${((100 * part) / all).toFixed(2)} %`;
    rows.push({
      question: question.name,
      ms: askMs,
      "× scan": askMs / scanMs,
      "scan ms": scanMs,
      "rows read": cost?.rows ?? "",
      "of table": share(cost?.rows, table.rows),
      "MB read": cost ? cost.bytes / 1e6 : "",
      "of table's bytes": share(cost?.bytes, table.bytes),
      "of scan's bytes": cost && scan ? share(cost.bytes, scan.bytes) : "",
    });
    // Narrow questions may read more columns than their scan, never as much as content is.
    if (cost && !question.showsContent && cost.bytes > size.spans.bytes)
      problems.push(`${question.name} reads ${Math.round(cost.bytes / 1e6)} MB`);
    if (cost && question.showsContent && cost.bytes > size.span_io.bytes / 20)
      problems.push(`${question.name} reads ${Math.round(cost.bytes / 1e6)} MB of content`);
  }
  return { rows, problems };
}

/** Bytes on disk by span: the narrow columns, the content, and what content is to its uncompressed size. */
export async function measureDisk(db: Database): Promise<Row[]> {
  const row = z.object({
    table: z.string(),
    rows: z.coerce.number(),
    bytes: z.coerce.number(),
    raw: z.coerce.number(),
    indexes: z.coerce.number(),
    parts: z.coerce.number(),
  });
  const sql = `SELECT table, sum(rows) AS rows, sum(data_compressed_bytes) AS bytes,
      sum(data_uncompressed_bytes) AS raw, sum(secondary_indices_compressed_bytes) AS indexes,
      count() AS parts
    FROM system.parts WHERE active AND table IN ('spans', 'span_io') GROUP BY table ORDER BY table DESC`;
  const tables = await db.select(row, sql);
  return [
    ...tables.map(({ bytes, indexes, parts, raw, rows, table }) => ({
      what: table,
      rows,
      parts,
      "bytes a row": bytes / rows,
      "of indexes": indexes / rows,
      "to 1": raw / bytes,
    })),
    ...(await contentColumns(db)),
  ];
}

async function contentColumns(db: Database): Promise<Row[]> {
  const row = z.object({
    column: z.string(),
    rows: z.coerce.number(),
    bytes: z.coerce.number(),
    raw: z.coerce.number(),
  });
  const sql = `SELECT column, sum(rows) AS rows, sum(column_data_compressed_bytes) AS bytes,
      sum(column_data_uncompressed_bytes) AS raw
    FROM system.parts_columns WHERE active AND table = 'span_io'
    GROUP BY column ORDER BY raw DESC LIMIT 4`;
  return (await db.select(row, sql)).map(({ bytes, column, raw, rows }) => ({
    what: `span_io.${column}`,
    rows,
    parts: "",
    "bytes a row": bytes / rows,
    "of indexes": "",
    "to 1": raw / bytes,
  }));
}

async function questionsOf(db: Database): Promise<Question[]> {
  const row = z.object({ now: z.coerce.bigint(), traceId: z.string() });
  const [found] = await db.select(
    row,
    `SELECT max(toUnixTimestamp64Nano(start_time)) AS now, any(trace_id) AS traceId
       FROM (SELECT start_time, trace_id FROM spans WHERE project = {project:String}
              ORDER BY start_time DESC LIMIT 5000)`,
    { project: benchProject },
  );
  if (!found) throw new Error("the store is empty");
  return createQuestions(found.now, found.traceId);
}

async function sizeOf(db: Database, table: string): Promise<{ rows: number; bytes: number }> {
  const row = z.object({ rows: z.coerce.number(), bytes: z.coerce.number() });
  const sql = `SELECT sum(rows) AS rows, sum(data_uncompressed_bytes) AS bytes
    FROM system.parts WHERE active AND table = {table:String}`;
  const [size] = await db.select(row, sql, { table });
  return size ?? { rows: 0, bytes: 0 };
}

function scanFor(db: Database, { scan }: Question): Promise<unknown> {
  const sql = `SELECT count() AS n FROM ${scan.table}
    WHERE project = {project:String} AND NOT ignore(${scan.columns})
      AND start_time >= fromUnixTimestamp64Nano({fromUnixNano:Int64})
      AND start_time < fromUnixTimestamp64Nano({toUnixNano:Int64})`;
  return db.select(z.object({ n: z.coerce.number() }), sql, {
    project: benchProject,
    ...scan.period,
  });
}

/** The medians, the two taken in turns. */
async function timesOf(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    times[0].push(await timeOf(one));
    times[1].push(await timeOf(other));
  }
  return [percentile(times[0], 0.5), percentile(times[1], 0.5)];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

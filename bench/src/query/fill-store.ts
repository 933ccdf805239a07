import { encodeRows, type Database } from "@spanward/clickhouse";
import { noRows, type Rows } from "@spanward/clickhouse/records";
import { z } from "zod";
import { normalizedRows } from "../workload/normalized-rows.ts";

export interface FillOptions {
  spans: number;
  /** Traces that differ in what they say. The others are copies under other ids and at other times. */
  distinctTraces: number;
  days: number;
  untilMs: number;
}

/** Put into one output of 50,000, so that a search has something rare to find. */
export const rareWord = "quokka";

const chunkSpans = 250_000;

/**
 * Fills the tables with spans of agents, spread over the days. Distinct traces go through the product's
 * own decoder and normaliser; the engine then copies their rows. Model calls, a third of the spans and
 * nearly all of the bytes, have content; the copies of a trace lie far apart in the order of the
 * tables, so that they do not help each other to compress.
 */
export async function fillStore(db: Database, options: FillOptions): Promise<void> {
  const { spans, distinctTraces, days, untilMs } = options;
  await insert(db, normalizedRows("agent", distinctTraces * 12));
  const templates = await count(db);
  for (const [table, where] of templateRows)
    await db.run(`CREATE TABLE template_${table} ENGINE = MergeTree ORDER BY tuple()
      AS SELECT * FROM ${table} ${where}`);
  for (const [table] of templateRows) await db.run(`TRUNCATE TABLE ${table}`);
  const copies = Math.ceil(spans / templates);
  const copiesAtOnce = Math.max(1, Math.floor(chunkSpans / templates));
  const parameters = { untilMs, stepMs: Math.floor((days * 86_400_000) / copies), copies };
  for (let from = 0; from < copies; from += copiesAtOnce) {
    const to = Math.min(copies, from + copiesAtOnce);
    await db.run(copyIo, { ...parameters, from, to });
    await db.run(copySpans, { ...parameters, from, to });
  }
  for (const [table] of templateRows) await db.run(`DROP TABLE template_${table}`);
}

/** Inserts rows in blocks of some thousand, as segments hold them. */
export async function insert(db: Database, rows: Rows): Promise<void> {
  for (let from = 0; from < rows.spans.length; from += 4096) {
    const batch = {
      ...noRows(),
      spans: rows.spans.slice(from, from + 4096),
      spanIo: rows.spanIo.slice(from, from + 4096),
    };
    for (const { table, columns, bytes } of encodeRows(batch))
      await db.insertNative(table, columns, [bytes]);
  }
}

async function count(db: Database): Promise<number> {
  const [row] = await db.select(
    z.object({ spans: z.coerce.number() }),
    "SELECT count() AS spans FROM spans",
  );
  return row?.spans ?? 0;
}

const templateRows = [
  ["spans", ""],
  ["span_io", "WHERE span_id IN (SELECT span_id FROM spans WHERE kind = 'llm')"],
] as const;

const copied = {
  project: `if(copy.number % 2 = 0, project, concat('other-', toString(copy.number % 3)))`,
  trace_id: "lower(hex(sipHash128(trace_id, copy.number)))",
  span_id: "lower(hex(sipHash64(span_id, copy.number)))",
  // Copies follow each other; the traces of one are spread over the time between two of them.
  start_time: `addMilliseconds(start_time,
    {untilMs:Int64} - toUnixTimestamp64Milli(min_start) - {stepMs:Int64} * (toInt64(copy.number) + 1)
      + toInt64(sipHash64(trace_id, copy.number) % {stepMs:UInt64}))`,
  received_at: "toDateTime64(now64(3), 3, 'UTC')",
};

const source = (table: string) => `
    FROM template_${table}
   CROSS JOIN (SELECT number FROM numbers({from:UInt64}, {to:UInt64} - {from:UInt64})) AS copy
   CROSS JOIN (SELECT min(start_time) AS min_start FROM template_spans) AS first`;

const replaced = (columns: Record<string, string>) =>
  Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(",\n");

const copySpans = `
  INSERT INTO spans SELECT * EXCEPT (number, min_start) REPLACE (${replaced({
    ...copied,
    parent_span_id:
      "if(parent_span_id = '', '', lower(hex(sipHash64(parent_span_id, copy.number))))",
    session_id: "if(session_id = '', '', concat(session_id, '-', toString(copy.number % 97)))",
    user_id: "if(user_id = '', '', concat(user_id, '-', toString(copy.number % 31)))",
  })}) ${source("spans")}`;

const copyIo = `
  INSERT INTO span_io SELECT * EXCEPT (number, min_start) REPLACE (${replaced({
    ...copied,
    output: `concat(output, ' order ', lower(hex(sipHash64(span_id, copy.number, 1))),
      if(sipHash64(span_id, copy.number, 2) % 50000 = 0, ' Quokka sighted', ''))`,
  })}) ${source("span_io")}`;

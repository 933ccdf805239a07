import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testContent, testSpan, testStart } from "../testing.ts";
import { contentById, spansById, spansToSum, spanVersions } from "./span-source.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("no query reads a table but through the sources, which know of versions and projects", async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => name !== "span-source.ts");
  const files = names.map((name) => readFile(`${import.meta.dirname}/${name}`, "utf8"));
  const tables = /\b(FROM|JOIN)\s+(spans|span_io|log_events|scores|metric_points|charges)\b/i;
  const around = (await Promise.all(files)).map((text) => tables.exec(text)?.[0] ?? "");
  expect(names.filter((_, i) => around[i] !== "")).toEqual([]);
});

test("no query takes a value into its text", async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => !name.endsWith(".test.ts"));
  const value = /\$\{(query|filter|parameters|asked)\.(project|traceId|text)\b/;
  const texts = names.map((name) => readFile(`${import.meta.dirname}/${name}`, "utf8"));
  expect((await Promise.all(texts)).filter((text) => value.test(text))).toEqual([]);
});

test("each span is summed once, in its winning version", async () => {
  const first = testSpan({ traceId: "t", spanId: "s", name: "first", ver: 1n });
  const second = { ...first, name: "second", ver: 2n };
  const elsewhere = { ...first, project: "other", name: "other" };
  for (const span of [second, first, elsewhere, second]) await insertRows(db, { spans: [span] });
  const names = (source: string) =>
    db.select(z.object({ name: z.string() }), `SELECT name FROM ${source}`, { project: "default" });
  const read = { columns: "name, trace_id, span_id", where: ["trace_id = 't'"] };
  expect(await names(spansToSum(read))).toEqual([{ name: "second" }]);
  expect(await names(spansById(read))).toEqual([{ name: "second" }]);
  expect(new Set((await names(spanVersions(read))).map(({ name }) => name))).toEqual(
    new Set(["first", "second"]),
  );
});

test("a span whose start changed is one by its id", async () => {
  const early = testSpan({ traceId: "moved", spanId: "s", ver: 1n });
  await insertRows(db, { spans: [early, { ...early, startUnixNano: testStart + 9n, ver: 2n }] });
  const source = spansById({ columns: "trace_id, span_id", where: ["trace_id = 'moved'"] });
  const rows = await db.select(z.object({}), `SELECT 1 FROM ${source}`, { project: "default" });
  expect(rows.length).toBe(1);
});

test("the content of a span is its newest", async () => {
  const content = testContent({ traceId: "t", spanId: "s", output: "old", ver: 1n });
  await insertRows(db, { spanIo: [{ ...content, output: "new", ver: 2n }] });
  await insertRows(db, { spanIo: [content] });
  const source = contentById({ columns: "trace_id, span_id, output", where: ["trace_id = 't'"] });
  const rows = await db.select(z.object({ output: z.string() }), `SELECT output FROM ${source}`, {
    project: "default",
  });
  expect(rows).toEqual([{ output: "new" }]);
});

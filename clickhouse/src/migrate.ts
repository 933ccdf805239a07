import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";
import type { Database } from "./database.ts";

const folder = new URL("../migrations/", import.meta.url);

/** Applies, in order, the migrations that `db` has not seen. They only ever go forward. */
export async function migrate(db: Database): Promise<void> {
  await db.run(
    `CREATE TABLE IF NOT EXISTS migrations (name String) ENGINE = MergeTree ORDER BY name`,
  );
  const rows = await db.select(z.object({ name: z.string() }), "SELECT name FROM migrations");
  const applied = new Set(rows.map(({ name }) => name));
  for (const name of (await readdir(folder)).toSorted()) {
    if (applied.has(name)) continue;
    const sql = await readFile(new URL(name, folder), "utf8");
    await db.run(
      sql
        .replaceAll("{on_cluster}", "")
        .replaceAll("{local}", "")
        .replaceAll(/\{replacing_merge_tree\(([^)]*)\)\}/g, "ReplacingMergeTree($1)")
        .replaceAll("{span_retention_days}", "90")
        .replaceAll("{content_retention_days}", "30"),
    );
    await db.run(`INSERT INTO migrations VALUES ('${name}')`);
  }
}

import { readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../database.ts";
import { openTestDatabase } from "../testing.ts";
import { engineHealth } from "./engine-health.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("a new database is well", async () => {
  const health = await engineHealth(db);
  expect(health.version).toMatch(/^\d+\.\d+/);
  expect(Math.abs(health.clockUnixMs - Date.now())).toBeLessThan(60_000);
  expect(health.disks[0]?.freeBytes).toBeGreaterThan(0);
  expect(health.tables.map(({ name }) => name)).toEqual(["migrations"]);
  expect(health).toMatchObject({ brokenParts: [], mutationsPending: 0 });
});

test("tables are counted, and a part that was broken on the disk is named", async () => {
  await db.run("CREATE TABLE held (n UInt64) ENGINE = MergeTree ORDER BY n");
  await db.run("INSERT INTO held SELECT number FROM numbers(1000)");
  const held = (await engineHealth(db)).tables.find(({ name }) => name === "held");
  expect(held).toMatchObject({ rows: 1000, parts: 1, partsInPartitionMax: 1 });

  await breakParts("held");
  process.kill(db.engine?.pid ?? 0, "SIGKILL");
  const broken = async () => (await engineHealth(db).catch(() => null))?.brokenParts.length;
  await expect.poll(broken, { timeout: 30_000 }).toBe(1);
  expect((await engineHealth(db)).brokenParts[0]).toMatchObject({ table: "held" });
}, 60_000);

async function breakParts(table: string): Promise<void> {
  const sql = "SELECT path FROM system.parts WHERE active AND table = {table:String}";
  for (const { path } of await db.select(z.object({ path: z.string() }), sql, { table })) {
    for (const file of await readdir(path)) await truncate(join(path, file), 0);
  }
}

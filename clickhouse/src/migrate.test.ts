import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { defaultRetention, renderMigration } from "./render-migration.ts";
import { openTestDatabase } from "./testing.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const nothing = { applied: [], retentionChanged: [] };

test("a second run changes nothing, nor do two at once", async () => {
  expect(await Promise.all([migrate(db), migrate(db)])).toEqual([nothing, nothing]);
});

test("two at once may both make the tables", async () => {
  // Tables of the default database are dropped and made again, twice at once.
  for (const table of ["spans", "span_io", "log_events", "scores", "metric_points", "migrations"]) {
    await db.run(`DROP TABLE ${table}`);
  }
  const reports = await Promise.all([migrate(db), migrate(db)]);
  expect(reports.map(({ applied }) => applied.length)).toContain((await readMigrations()).length);
  expect(await migrate(db)).toEqual(nothing);
});

test("another retention alters the tables that it is about, and stays", async () => {
  const retention = { spanDays: 365, contentDays: 30 };
  const { retentionChanged } = await migrate(db, { retention });
  expect(retentionChanged).toEqual(["spans", "scores", "metric_points"]);
  expect(await ttlOf("spans")).toBe("toDateTime(received_at) + toIntervalDay(365)");
  expect(await ttlOf("span_io")).toBe("toDateTime(received_at) + toIntervalDay(30)");
  expect(await migrate(db, { retention })).toEqual(nothing);
  await migrate(db);
});

test("a retention that cannot be kept is refused with its name", async () => {
  const retention = { spanDays: 40_000, contentDays: 30 };
  await expect(migrate(db, { retention })).rejects.toThrow(
    "spanDays must be a whole number of days",
  );
});

test("an applied migration that was changed, or is unknown, is an error that names it", async () => {
  await db.run("INSERT INTO migrations (name, checksum) VALUES ('9999_from_tomorrow.sql', '')");
  await expect(migrate(db)).rejects.toThrow("later version: it applied 9999_from_tomorrow.sql");
  await db.run("DELETE FROM migrations WHERE name = '9999_from_tomorrow.sql'");
  await db.run("INSERT INTO migrations (name, checksum) VALUES ('0002_create_span_io.sql', 'x')");
  await expect(migrate(db)).rejects.toThrow("0002_create_span_io.sql was changed");
  await db.run("DELETE FROM migrations WHERE checksum = 'x'");
  expect(await migrate(db)).toEqual(nothing);
});

test("every statement for a cluster is one that ClickHouse can parse", async () => {
  const migrations = await readMigrations();
  const statements = migrations.flatMap(({ sql }) =>
    renderMigration(sql, "cluster", defaultRetention),
  );
  expect(statements.length).toBeGreaterThan(migrations.length);
  for (const statement of statements) {
    const [parsed] = await db.select(
      z.object({ sql: z.string() }),
      "SELECT formatQuery({statement:String}) AS sql",
      { statement },
    );
    expect(parsed?.sql).toMatch(/ON CLUSTER .\{cluster\}/);
    expect(parsed?.sql).toMatch(/ENGINE = (Replicated|Distributed)|^ALTER TABLE \w+_local/);
  }
});

test("a placeholder that nobody fills in is an error", () => {
  expect(() => renderMigration("SELECT {typo}", "single", defaultRetention)).toThrow("{typo}");
});

async function ttlOf(table: string): Promise<string | undefined> {
  const [row] = await db.select(
    z.object({ engine: z.string() }),
    "SELECT engine_full AS engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}",
    { table },
  );
  return /TTL (.*?) SETTINGS/.exec(row?.engine ?? "")?.[1];
}

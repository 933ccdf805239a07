import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";
import type { Database } from "./database.ts";
import { StoreError } from "./errors.ts";
import {
  checkRetention,
  defaultRetention,
  type Dialect,
  renderMigration,
  type Retention,
} from "./render-migration.ts";

/** One file of `clickhouse/migrations`. */
interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** What a migration run did: the files it applied and the tables whose retention it changed. */
export interface MigrationReport {
  applied: string[];
  retentionChanged: string[];
}

/**
 * Brings the tables up to date: applies, in order, the migrations that `db` has not seen, then sets
 * the retention. They only ever go forward. Several servers may do it at once: every statement may run
 * twice.
 *
 * @throws {StoreError} naming the file, when one fails, when an applied one was changed since, or when
 *   the tables were made by a later version
 */
export async function migrate(
  db: Database,
  { dialect = "single", retention = defaultRetention }: Partial<MigrateOptions> = {},
): Promise<MigrationReport> {
  checkRetention(retention);
  await db.run(migrationsTable(dialect));
  const migrations = await readMigrations();
  const applied = await readApplied(db);
  checkApplied(migrations, applied);
  const pending = migrations.filter(({ name }) => !applied.has(name));
  for (const migration of pending) {
    for (const statement of renderMigration(migration.sql, dialect, retention)) {
      await applyStatement(db, migration.name, statement);
    }
    const { name, checksum } = migration;
    await db.run(
      "INSERT INTO migrations (name, checksum) SELECT {name:String}, {checksum:String}",
      { name, checksum },
    );
  }
  const retentionChanged = await setRetention(db, dialect, retention);
  return { applied: pending.map(({ name }) => name), retentionChanged };
}

export interface MigrateOptions {
  dialect: Dialect;
  retention: Retention;
}

/** Every replica of every shard has all of it, so that any of them can be asked. */
function migrationsTable(dialect: Dialect): string {
  const cluster = dialect === "cluster";
  return `
    CREATE TABLE IF NOT EXISTS migrations ${cluster ? "ON CLUSTER '{cluster}'" : ""} (
      name String,
      checksum String,
      applied_at DateTime DEFAULT now()
    )
    ENGINE = ${
      cluster
        ? "ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}')"
        : "ReplacingMergeTree"
    }
    ORDER BY (name, checksum)`;
}

/** The migrations of this version, in order. */
export async function readMigrations(): Promise<Migration[]> {
  const folder = new URL("../migrations/", import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(new URL(name, folder), "utf8")).replaceAll("\r\n", "\n");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readApplied(db: Database): Promise<Map<string, string>> {
  const row = z.object({ name: z.string(), checksum: z.string() });
  const rows = await db.select(row, "SELECT name, checksum FROM migrations FINAL");
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function checkApplied(migrations: Migration[], applied: Map<string, string>): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    const known = checksums.get(name);
    if (known === checksum) continue;
    const message = known
      ? `the migration ${name} was changed after it was applied; add a new one instead`
      : `the tables were made by a later version: it applied ${name}, which this version does not know`;
    throw new StoreError(message, { retryable: false });
  }
}

async function applyStatement(db: Database, name: string, statement: string): Promise<void> {
  try {
    await db.run(statement);
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    const { retryable, code, message } = cause;
    throw new StoreError(`the migration ${name} failed: ${message}`, { retryable, code, cause });
  }
}

/** Alters the TTL of the tables that keep their rows for another time than they should. */
async function setRetention(
  db: Database,
  dialect: Dialect,
  { spanDays, contentDays }: Retention,
): Promise<string[]> {
  const [suffix, onCluster] =
    dialect === "cluster" ? ["_local", "ON CLUSTER '{cluster}'"] : ["", ""];
  const row = z.object({ name: z.string(), engine_full: z.string() });
  const sql = "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()";
  const tables = new Map(
    (await db.select(row, sql)).map((table) => [table.name, table.engine_full]),
  );
  const changed: string[] = [];
  for (const [table, kept] of Object.entries(retainedTables)) {
    const name = `${table}${suffix}`;
    const days = kept === "span" ? spanDays : contentDays;
    const current = /TTL .*?toIntervalDay\((\d+)\)/.exec(tables.get(name) ?? "")?.[1];
    if (current === String(days)) continue;
    await db.run(
      `ALTER TABLE ${name} ${onCluster} MODIFY TTL toDateTime(received_at) + toIntervalDay(${days})`,
    );
    changed.push(table);
  }
  return changed;
}

const retainedTables = {
  spans: "span",
  span_io: "content",
  log_events: "content",
  scores: "span",
  metric_points: "span",
} as const;

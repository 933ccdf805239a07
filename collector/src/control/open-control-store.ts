import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, Migrator, SqliteDialect } from "kysely";
import SqliteDatabase from "libsql";
import { controlMigrations } from "./control-migrations.ts";
import type { ControlSchema } from "./control-schema.ts";
import { type ControlStore, createControlStore } from "./control-store.ts";

/** How long a write waits for another process that is writing, such as `spanward keys`. */
const busyMs = 5000;

/**
 * Opens the control store of a data folder, and creates or migrates it where that is needed. Several
 * processes may have it open.
 */
export async function openControlStore(
  dataDir: string,
  now: () => Date = () => new Date(),
): Promise<ControlStore> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }); // prompts are nobody else's
  const sqlite = new SqliteDatabase(join(dataDir, "control.sqlite"), { timeout: busyMs });
  // A promise made here (a key was revoked) must outlive a power cut.
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]) {
    sqlite.pragma(pragma);
  }
  const db = new Kysely<ControlSchema>({ dialect: new SqliteDialect({ database: sqlite }) });
  const provider = { getMigrations: async () => controlMigrations };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new Error(`the control store in ${dataDir} could not be migrated`, { cause: error });
  }
  return createControlStore(db, now);
}

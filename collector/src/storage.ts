import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Database,
  type Dialect,
  type EngineEnd,
  migrate,
  readMigrations,
  StoreError,
} from "@spanward/clickhouse";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { type FolderLock, lockDataFolder } from "./control/lock-data-folder.ts";

/** A data folder that belongs to this process, and the database it goes with, with the current tables. */
export interface Storage {
  db: Database;
  dialect: Dialect;
  lock: FolderLock;
  /** The migrations that had to be applied. */
  applied: string[];
  /** The last of all of them: the version of the tables. */
  latestMigration: string;
  close(): Promise<void>;
}

/**
 * Takes the data folder, opens the database and brings its tables up to date.
 *
 * @throws {FolderBusyError} when another process has the folder
 * @throws {StoreError} when the database cannot be opened or migrated
 */
export async function openStorage(config: Config, log: Log): Promise<Storage> {
  const lock = await lockDataFolder(config.dataDir);
  let db: Database | null = null;
  try {
    const dialect = config.store.kind === "remote" && config.store.cluster ? "cluster" : "single";
    const opened = await openDatabase(config, log);
    db = opened;
    const { applied } = await migrate(opened, { dialect, retention: config.retention });
    const close = async () => {
      await opened.close();
      await lock.release();
    };
    const latestMigration = (await readMigrations()).at(-1)?.name ?? "";
    return { db: opened, dialect, lock, applied, latestMigration, close };
  } catch (error) {
    await db?.close();
    await lock.release();
    throw error;
  }
}

async function openDatabase({ dataDir, fsync, store }: Config, log: Log): Promise<Database> {
  if (store.kind === "embedded") {
    const path = join(dataDir, "clickhouse");
    await mkdir(path, { recursive: true });
    // The lock is ours: a folder in use is in use by the engine of a server that was killed, which ends.
    const onEnd = (end: EngineEnd): void =>
      log.error("the engine ended and is started again", { ...end });
    return persist(() => Database.openEmbedded({ path, fsync, onEnd }));
  }
  const { cluster, database, ...endpoint } = store;
  const server = Database.openRemote(endpoint);
  try {
    await persist(() => server.ping()); // one that is started beside this server takes a while
    const onCluster = cluster ? "ON CLUSTER '{cluster}'" : "";
    await server.run(`CREATE DATABASE IF NOT EXISTS ${database} ${onCluster}`);
  } finally {
    await server.close();
  }
  return Database.openRemote({ ...endpoint, database });
}

const persistMsMax = 30_000;

/** Tries again for a while what may soon work. @throws whatever is thrown in the end */
async function persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + persistMsMax;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof StoreError && error.retryable;
      if (!passing || performance.now() > until) throw error;
      await sleep(250);
    }
  }
}

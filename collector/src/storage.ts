import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Database, type Dialect, migrate, StoreError } from "@spanward/clickhouse";
import type { Config } from "./config.ts";
import { type FolderLock, lockDataFolder } from "./control/lock-data-folder.ts";

/** A data folder that belongs to this process, and the database it goes with, with the current tables. */
export interface Storage {
  db: Database;
  dialect: Dialect;
  lock: FolderLock;
  /** The migrations that had to be applied. */
  applied: string[];
  close(): Promise<void>;
}

/**
 * Takes the data folder, opens the database and brings its tables up to date.
 *
 * @throws {FolderBusyError} when another process has the folder
 * @throws {StoreError} when the database cannot be opened or migrated
 */
export async function openStorage(config: Config): Promise<Storage> {
  const lock = await lockDataFolder(config.dataDir);
  let db: Database | null = null;
  try {
    const dialect = config.store.kind === "remote" && config.store.cluster ? "cluster" : "single";
    const opened = await openDatabase(config);
    db = opened;
    const { applied } = await migrate(opened, { dialect, retention: config.retention });
    const close = async () => {
      await opened.close();
      await lock.release();
    };
    return { db: opened, dialect, lock, applied, close };
  } catch (error) {
    await db?.close();
    await lock.release();
    throw error;
  }
}

async function openDatabase({ dataDir, store }: Config): Promise<Database> {
  if (store.kind === "embedded") {
    const path = join(dataDir, "clickhouse");
    await mkdir(path, { recursive: true });
    return Database.openEmbedded({ path });
  }
  const { cluster, database, ...endpoint } = store;
  const server = Database.openRemote(endpoint);
  try {
    await untilReachable(server);
    const onCluster = cluster ? "ON CLUSTER '{cluster}'" : "";
    await server.run(`CREATE DATABASE IF NOT EXISTS ${database} ${onCluster}`);
  } finally {
    await server.close();
  }
  return Database.openRemote({ ...endpoint, database });
}

/** A ClickHouse that is started beside the server takes a while. */
const reachableMsMax = 30_000;

async function untilReachable(server: Database): Promise<void> {
  const until = performance.now() + reachableMsMax;
  for (;;) {
    try {
      return await server.ping();
    } catch (error) {
      const passing = error instanceof StoreError && error.retryable;
      if (!passing || performance.now() > until) throw error;
      await sleep(500);
    }
  }
}

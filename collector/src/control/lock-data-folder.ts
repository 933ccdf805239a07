import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import SqliteDatabase from "libsql";
import { z } from "zod";

/** Who serves a data folder, so that other commands find the server. */
export const FolderOwner = z.object({
  pid: z.number(),
  url: z.string().nullable(), // null: no server, or one that is still starting
  startedAt: z.string(),
});
export type FolderOwner = z.infer<typeof FolderOwner>;

/** Another process serves the data folder. */
export class FolderBusyError extends Error {
  override readonly name = "FolderBusyError";
  readonly owner: FolderOwner | null; // null: it did not say

  constructor(dataDir: string, owner: FolderOwner | null) {
    const process = owner === null ? "another process" : `process ${owner.pid}`;
    const place = owner?.url ? `, which serves ${owner.url}` : "";
    super(
      `the data folder ${dataDir} is in use by ${process}${place}. ` +
        "Stop it first, or choose another folder with SPANWARD_DATA_DIR.",
    );
    this.owner = owner;
  }
}

export interface FolderLock {
  /** Says where the server listens. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes a data folder for this process. The lock is SQLite's own, held by the operating system: it
 * ends with the process however that ends, and no stale file has to be judged by its age or pid.
 *
 * @throws {FolderBusyError} when another process has it.
 */
export async function lockDataFolder(dataDir: string): Promise<FolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }); // prompts are nobody else's
  const lock = new SqliteDatabase(join(dataDir, "lock.sqlite"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") {
      throw new FolderBusyError(dataDir, await readOwner(dataDir));
    }
    throw error;
  }
  const startedAt = new Date().toISOString();
  const announce = (url: string | null) =>
    writeOwner(dataDir, { pid: process.pid, url, startedAt });
  await announce(null);
  return {
    announce,
    async release() {
      await rm(join(dataDir, ownerFile), { force: true });
      lock.exec("ROLLBACK");
      lock.close();
    },
  };
}

/** Who serves `dataDir`; null when nobody does or says so. May be out of date: only the lock is certain. */
export async function readOwner(dataDir: string): Promise<FolderOwner | null> {
  try {
    return FolderOwner.parse(JSON.parse(await readFile(join(dataDir, ownerFile), "utf8")));
  } catch {
    return null;
  }
}

const ownerFile = "server.json";

/** Replaced whole, so that a reader never sees half of it. */
async function writeOwner(dataDir: string, owner: FolderOwner): Promise<void> {
  const path = join(dataDir, ownerFile);
  await writeFile(`${path}.new`, `${JSON.stringify(owner)}\n`);
  await rename(`${path}.new`, path);
}

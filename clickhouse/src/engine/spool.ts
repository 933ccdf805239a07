import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Rows on their way in, as a file that the engine reads. They never become part of an SQL text: there
 * the engine would cut them at the first blank line and run the rest.
 */
export async function spoolRows(
  rows: Readable,
  folder: string,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = join(folder, randomUUID());
  const remove = () => rm(path, { force: true });
  try {
    await pipeline(rows, createWriteStream(path, { flags: "wx", highWaterMark: gatheredBytes }));
  } catch (cause) {
    await remove();
    throw cause;
  }
  return { path, remove };
}

/** Chunks that come while one is written are written together, which halves the cost. */
const gatheredBytes = 4 * 2 ** 20;

/** Removes what a crash left. Only for whoever holds the data folder. */
export async function emptySpool(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
}

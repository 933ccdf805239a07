import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
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
    await pipeline(rows, createWriteStream(path, { flags: "wx" }));
  } catch (cause) {
    await remove();
    throw cause;
  }
  return { path, remove };
}

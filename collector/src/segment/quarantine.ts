import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { FoundFrame } from "./frame.ts";
import { createSegmentFile, syncFolder } from "./segment-file.ts";

/** A frame that the store will never take as it is, and what the store said. */
export interface Refused {
  found: FoundFrame;
  error: Error;
}

/**
 * Puts refused frames aside, next to what the store said of each. A file there is a segment: moved back
 * into the folder of segments it is tried again at the next start.
 */
export async function quarantineFrames(folder: string, segment: string, refused: Refused[]) {
  await mkdir(folder, { recursive: true });
  for (const [index, { error, found }] of refused.entries()) {
    // The name must not exist yet, even if this was done before and the process died after it.
    const name = `${basename(segment, ".segment")}${String(index).padStart(4, "0")}`;
    const path = join(folder, `${name}.segment`);
    const { items, signal } = found.frame;
    await writeFile(
      join(folder, `${name}.json`),
      JSON.stringify({ error: error.message, signal, items }),
    );
    await writeOnce(path, found.bytes);
  }
  await syncFolder(folder);
}

/** Puts a damaged file aside, for somebody who wants to look at it. */
export async function quarantineFile(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rename(path, join(folder, `${basename(path)}.corrupt`));
  await syncFolder(folder);
}

async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const file = await createSegmentFile(path, true).catch((error: unknown) => {
    if (Object(error).code === "EEXIST") return null;
    throw error;
  });
  await file?.append([bytes]);
  await file?.close();
}

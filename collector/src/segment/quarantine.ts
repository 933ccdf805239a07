import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { TableBlock } from "@spanward/clickhouse";
import { encodeFrame } from "./frame.ts";
import { createSegmentFile, syncFolder } from "./segment-file.ts";
import type { FrameMark } from "./segment.ts";

/** Rows of a frame that the store will never take as they are, and what the store said. */
export interface Refused {
  mark: FrameMark;
  blocks: TableBlock[];
  error: Error;
}

/**
 * Puts refused rows aside, next to what the store said of them. A file there is a segment: moved back
 * into the folder of segments it is tried again at the next start.
 */
export async function quarantineRows(folder: string, { blocks, error, mark }: Refused) {
  await mkdir(folder, { recursive: true });
  // The same for the same frame, even if this was done before and the process died after it.
  const start = mark.offset.toString(16).padStart(8, "0");
  const name = `${basename(mark.segment.path, ".segment")}-${start}`;
  const { items, project, signal } = mark;
  const rows = Object.fromEntries(blocks.map((block) => [block.table, block.rows]));
  const reason = { error: error.message, project, signal, items, rows };
  await writeFile(join(folder, `${name}.json`), JSON.stringify(reason));
  const path = join(folder, `${name}.segment`);
  await rm(path, { force: true });
  const file = await createSegmentFile(path, true);
  await file.append(encodeFrame({ project, signal, items, blocks }));
  await file.close();
  await syncFolder(folder);
}

/** Puts a damaged file aside, for somebody who wants to look at it. */
export async function quarantineFile(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rename(path, join(folder, `${basename(path)}.corrupt`));
  await syncFolder(folder);
}

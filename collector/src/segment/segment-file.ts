import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that only grows, and knows how much of it is safely on disk. */
export interface SegmentFile {
  /** Writes all parts and resolves when they are on disk. @throws when they may not be */
  append(parts: Uint8Array[]): Promise<void>;
  /** Takes away what a failed {@link append} may have left. @throws when that fails too */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Creates a file that must not exist yet; with its name safely in its folder.
 *
 * `sync`: whether an append waits for the disk (fdatasync) or only for the operating system.
 */
export async function createSegmentFile(path: string, sync: boolean): Promise<SegmentFile> {
  const handle = await open(path, "wx", 0o600);
  try {
    if (sync) await syncFolder(dirname(path));
  } catch (cause) {
    await handle.close();
    throw cause;
  }
  return {
    async append(parts) {
      await writeAll(handle, Buffer.concat(parts));
      if (sync) await handle.datasync();
    },
    async truncate(bytes) {
      await handle.truncate(bytes);
      if (sync) await handle.datasync();
    },
    close: () => handle.close(),
  };
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** One write may write less than it was given. */
async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  let position = 0;
  while (position < bytes.length) position += (await handle.write(bytes, position)).bytesWritten;
}

import { statfs } from "node:fs/promises";
import { StoreError } from "@spanward/clickhouse";

/** Knows whether the disk is nearly full, without asking it for every request. */
export interface DiskWatch {
  /** @throws {StoreError} when there is less room than there should be */
  demandRoom(): void;
  /** Whether so many bytes were free when it looked last. */
  hasRoom(bytes: number): boolean;
  refresh(): Promise<void>;
}

const refreshMs = 1000;
const MiB = 2 ** 20;

export function createDiskWatch(folder: string, freeBytesMin: number): DiskWatch {
  let freeBytes = Number.POSITIVE_INFINITY;
  let refreshedAt = Number.NEGATIVE_INFINITY;
  async function refresh(): Promise<void> {
    refreshedAt = performance.now();
    const { bavail, bsize } = await statfs(folder);
    freeBytes = bavail * bsize;
  }
  return {
    refresh,
    hasRoom: (bytes) => freeBytes >= bytes,
    demandRoom() {
      if (performance.now() - refreshedAt > refreshMs) void refresh().catch(() => {}); // the write will tell
      if (freeBytes >= freeBytesMin) return;
      const [free, least] = [freeBytes, freeBytesMin].map((bytes) => Math.floor(bytes / MiB));
      const message = `the disk has ${free} MiB left and ${least} MiB must stay free`;
      throw new StoreError(message, { retryable: true });
    },
  };
}

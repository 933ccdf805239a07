import { statfs } from "node:fs/promises";
import type { Check } from "../api/answers/diagnosis.ts";
import { ok } from "./check.ts";

/** Room on the disk of a folder, in bytes. */
export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** `freeBytesMin` is where the server stops accepting; it warns at four times that. */
export function checkDisk({ freeBytes, totalBytes }: DiskSpace, freeBytesMin: number): Check {
  const finding = `${gib(freeBytes)} of ${gib(totalBytes)} are free`;
  if (freeBytes >= freeBytesMin * 4) return ok("disk", finding);
  const action =
    "Free some space, keep data for fewer days (retention), or move SPANWARD_DATA_DIR.";
  if (freeBytes >= freeBytesMin) return { name: "disk", state: "warn", finding, action };
  return { name: "disk", state: "fail", finding: `${finding}: nothing is accepted`, action };
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import type { Check } from "../api/answers/diagnosis.ts";
import { ok } from "./check.ts";

/** Memory of this process and of the embedded engine. `enginePid` is null when there is none. */
export async function checkMemory(enginePid: number | null): Promise<Check> {
  const server = process.memoryUsage.rss();
  const engine = enginePid === null ? 0 : await readRssBytes(enginePid);
  const limit = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const share = (server + engine) / limit;
  const parts = [`server ${mib(server)}`, ...(engine > 0 ? [`engine ${mib(engine)}`] : [])];
  const finding = `${parts.join(", ")} of ${mib(limit)}`;
  if (share < 0.8) return ok("memory", finding);
  const action = "Give the machine more memory, or move the engine to a server of its own (store).";
  return { name: "memory", state: "warn", finding, action };
}

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** 0 where there is no /proc. */
async function readRssBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

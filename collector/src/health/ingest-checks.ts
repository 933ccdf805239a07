import { readdir } from "node:fs/promises";
import type { Check } from "../api/answers/diagnosis.ts";
import type { Backlog } from "../metrics.ts";
import { ok } from "./check.ts";

/** What was acknowledged should be queryable within two seconds; here is where that becomes an alarm. */
const oldMs = { warn: 10_000, fail: 120_000 };

export function checkBacklog(backlog: Backlog, bytesMax: number): Check {
  const { bytes, oldestWaitingMs, rows, segments } = backlog;
  const finding = `${segments} segments, ${rows} rows, ${(bytes / 2 ** 20).toFixed(1)} MiB, oldest ${(oldestWaitingMs / 1000).toFixed(1)} s`;
  const action = "See the checks of engine and disk: nothing is lost, but pages lag behind.";
  if (oldestWaitingMs > oldMs.fail || bytes > bytesMax / 2) {
    return { name: "backlog", state: "fail", finding, action };
  }
  if (oldestWaitingMs > oldMs.warn) return { name: "backlog", state: "warn", finding, action };
  return ok("backlog", bytes === 0 ? "nothing waits to be inserted" : finding);
}

/** Requests that were acknowledged and that the store will not take as they are. */
export async function checkQuarantine(folder: string): Promise<Check> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => !name.endsWith(".json")).length;
  if (files === 0) return ok("quarantine", "nothing was refused after it was acknowledged");
  return {
    name: "quarantine",
    state: "warn",
    finding: `${files} requests were refused by the store and are kept in ${folder}`,
    action:
      "Read the reason in the .json beside each file, and report it; it is a fault of the server.",
  };
}

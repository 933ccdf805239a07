import type { Database, EngineHealth, Store } from "@spanward/clickhouse";
import type { Check } from "../api/answers/diagnosis.ts";
import { ok } from "./check.ts";
import type { Refill } from "../segment/refill.ts";
import { checkDisk } from "./disk-check.ts";
import { diskShareMin, partsMax, type StorePressure } from "./store-watch.ts";

export interface StorageSources {
  store: Store;
  /** The embedded engine's process; null for a server. */
  engine: Database["engine"];
  now: () => Date;
  pressure: () => StorePressure;
  refills: () => readonly Refill[];
}

/** What ClickHouse says of itself: that it answers, what time it has, and what it could not read. */
export async function checkStorage(sources: StorageSources): Promise<Check[]> {
  const { engine, now, pressure, refills, store } = sources;
  try {
    const health = await store.engineHealth();
    const kind = engine === null ? "remote" : "embedded";
    return [
      ok("engine", `ClickHouse ${health.version}, ${kind}, holds ${describeSize(health)}`),
      checkClock(health, now()),
      checkParts(health, refills()),
      checkMerges(health),
      checkPressure(pressure()),
      ...(engine === null ? health.disks.map((disk) => checkRemoteDisk(disk)) : []),
      ...(engine === null ? [] : [checkRestarts(engine.restarts)]),
    ];
  } catch (error) {
    const finding = error instanceof Error ? error.message.slice(0, 200) : String(error);
    const action =
      engine === null
        ? "Check that the ClickHouse server runs and that store.url and store.password are right."
        : "It is started again by itself. If it stays so, read the log and free memory or disk space.";
    return [{ name: "engine", state: "fail", finding, action }];
  }
}

function describeSize({ tables }: EngineHealth): string {
  const spans = tables.find(({ name }) => /^spans(_local)?$/.test(name))?.rows ?? 0;
  const bytes = tables.reduce((total, table) => total + table.bytes, 0);
  return `${spans.toLocaleString("en")} spans in ${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function checkClock({ clockUnixMs }: EngineHealth, now: Date): Check {
  const skewMs = Math.abs(now.getTime() - clockUnixMs);
  const finding = `the engine's is ${skewMs} ms from the server's`;
  if (skewMs < skewMsMax) return ok("clock", finding);
  const action = "Set the clocks by NTP: time ranges and retention go by them.";
  return { name: "clock", state: "warn", finding, action };
}

const skewMsMax = 2000;

function checkParts({ brokenParts, tables }: EngineHealth, refills: readonly Refill[]): Check {
  const most = Math.max(0, ...tables.map(({ partsInPartitionMax }) => partsInPartitionMax));
  if (brokenParts.length > 0) return checkBrokenParts(brokenParts, refills);
  const finding = `none is broken, ${most} in one partition at most`;
  if (most < partsMax.slow) return ok("parts", finding);
  const action =
    "The engine merges more slowly than spans come in: give it a faster disk or more CPU.";
  return { name: "parts", state: most < partsMax.stop ? "warn" : "fail", finding, action };
}

function checkBrokenParts(broken: EngineHealth["brokenParts"], refills: readonly Refill[]): Check {
  const names = broken.map(({ name, table }) => `${table}/${name}`);
  const what = `${names.slice(0, 3).join(", ")}: ${names.length} parts are broken and left out of every answer`;
  const sinces = broken.map((part) => {
    const refill = refills.find(({ name, table }) => name === part.name && table === part.table);
    return Date.parse(refill?.since ?? ""); // NaN: it was not refilled, or there was nothing to do it from
  });
  const latest = Math.max(...sinces);
  if (Number.isNaN(latest)) {
    const action = "Check the disk, then restore the data folder from a backup.";
    return { name: "parts", state: "fail", finding: what, action };
  }
  const since = new Date(latest).toISOString();
  return {
    name: "parts",
    state: "warn",
    finding: `${what}; what was received since ${since} was inserted again`,
    action: `Check the disk. If they held what was received before ${since}, restore a backup.`,
  };
}

const mutationsMax = 20;

function checkMerges({ mergesRunning, mutationsPending }: EngineHealth): Check {
  const finding = `${mergesRunning} merges run, ${mutationsPending} mutations wait`;
  if (mutationsPending < mutationsMax) return ok("merges", finding);
  const action = "Erasures come faster than they are done; look for one that fails in the log.";
  return { name: "merges", state: "warn", finding, action };
}

function checkPressure({ level, reason }: StorePressure): Check {
  if (level === "none") return ok("inserts", "the store takes all there is");
  const action = "See the checks of parts and disks. What is acknowledged waits on disk meanwhile.";
  const what = level === "slow" ? "fewer and larger" : "held back";
  const state = level === "slow" ? "warn" : "fail";
  return { name: "inserts", state, finding: `${what}: ${reason}`, action };
}

function checkRemoteDisk(disk: EngineHealth["disks"][number]): Check {
  const check = checkDisk(disk, disk.totalBytes * diskShareMin);
  return { ...check, name: `disk ${disk.name}` };
}

/** One may be an accident. */
const restartsMax = 3;

function checkRestarts(restarts: number): Check {
  const finding = `times the engine died and was started again: ${restarts}`;
  if (restarts < restartsMax) return ok("restarts", finding);
  const action = "Give the machine more memory, or ask for shorter periods.";
  return { name: "restarts", state: "warn", finding, action };
}

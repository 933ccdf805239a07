import { join } from "node:path";
import type { Database, Store } from "@spanward/clickhouse";
import type { Check } from "../api/answers/diagnosis.ts";
import type { Config } from "../config.ts";
import type { Backlog } from "../metrics.ts";
import { ok } from "./check.ts";
import { checkDisk, readDiskSpace } from "./disk-check.ts";
import { checkBacklog, checkQuarantine } from "./ingest-checks.ts";
import { checkMemory } from "./memory-check.ts";
import type { Refill } from "../segment/refill.ts";
import { checkStorage } from "./storage-checks.ts";
import type { StorePressure } from "./store-watch.ts";

export interface DiagnosisSources {
  config: Config;
  store: Store;
  engine: Database["engine"]; // null for a server
  latestMigration: string;
  backlog: () => Backlog;
  segmentFolder: string;
  pressure: () => StorePressure;
  refills: () => readonly Refill[];
  now: () => Date;
}

/** Looks at everything an operator may have to do something about. */
export async function diagnose(sources: DiagnosisSources): Promise<Check[]> {
  const { config, engine, backlog, segmentFolder } = sources;
  const { backlogBytes, diskFreeBytes } = config.limits;
  const [storage, disk, quarantine, memory] = await Promise.all([
    checkStorage(sources),
    readDiskSpace(config.dataDir),
    checkQuarantine(join(segmentFolder, "quarantine")),
    checkMemory(engine?.pid ?? null),
  ]);
  return [
    ...storage,
    ok("tables", `up to date, the last migration is ${sources.latestMigration}`),
    checkBacklog(backlog(), backlogBytes),
    quarantine,
    checkDisk(disk, diskFreeBytes),
    memory,
  ];
}

import { join } from "node:path";
import { createStore } from "@spanward/clickhouse";
import type { CloseStack } from "./close-stack.ts";
import type { Config } from "./config.ts";
import { startStoreWatch, type StorePressure } from "./health/store-watch.ts";
import { inTime } from "./in-time.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { InsertBlocks } from "./segment/insert-rows.ts";
import { openRefiller, type Refill, type Refiller } from "./segment/refill.ts";
import { openSegments, type Segments } from "./segment/segments.ts";
import type { Storage } from "./storage.ts";
import { addStoreGauges } from "./store-gauges.ts";

export interface DurableOptions {
  config: Config;
  storage: Storage;
  metrics: Metrics;
  log: Log;
}

/** What keeps spans until the store has them, and after that for a while. */
export interface Durable {
  segments: Segments;
  segmentFolder: string;
  /** How much the store can take, and why no more. */
  pressure: () => StorePressure;
  /** Broken parts that were made up for. */
  refills: () => readonly Refill[];
}

/** Opens the write-ahead segments, which replays what a former process left, and watches the store. */
export async function openDurable(options: DurableOptions, stack: CloseStack): Promise<Durable> {
  const { config, metrics, storage } = options;
  const segmentFolder = join(config.dataDir, "segments");
  const log = options.log.child({ module: "segment" });
  let refill: Refiller["refill"] = () => Promise.resolve();
  const watch = startStoreWatch({
    store: createStore(storage.db),
    remote: config.store.kind === "remote",
    onLook: ({ brokenParts }) => refill(brokenParts),
    log: options.log.child({ module: "watch" }),
  });
  stack.add("watch over the store", () => watch.stop());
  const insert: InsertBlocks = (into, blocks) => storage.db.insertAgain(into, blocks);
  const segments = await openSegments({
    ...config.limits,
    ack: config.ack,
    fsync: config.fsync,
    folder: segmentFolder,
    insert,
    reachable: () => isReachable(storage),
    pressure: () => watch.pressure().level,
    metrics,
    log,
  });
  stack.add("segments", () => segments.close(config.shutdownGraceMs));
  const { kept } = segments;
  const refiller = await openRefiller({ folder: segmentFolder, kept, insert, log, now: Date.now });
  // Replicas make up for each other; there, only an operator knows whether something is missing.
  if (storage.dialect === "single") refill = (broken) => refiller.refill(broken);
  addStoreGauges(metrics.registry, () => ({
    health: watch.health(),
    pressure: watch.pressure().level,
    keptBytes: kept.summary().bytes,
    engineRestarts: storage.db.engine?.restarts ?? 0,
  }));
  return {
    segments,
    segmentFolder,
    pressure: () => watch.pressure(),
    refills: () => refiller.refills(),
  };
}

const isReachable = ({ db }: Storage): Promise<boolean> =>
  inTime("ClickHouse", db.ping()).then(
    () => true,
    () => false,
  );

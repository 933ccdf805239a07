import type { EngineHealth, Store } from "@spanward/clickhouse";
import type { Log } from "../log.ts";
import type { Pressure } from "../segment/flusher.ts";

/** Looks at the store again and again, so that nobody has to wait for it. */
export interface StoreWatch {
  /** What it said last; null before it has answered. */
  health(): EngineHealth | null;
  /** How much it can take, and why no more. */
  pressure(): StorePressure;
  stop(): Promise<void>;
}

export interface StorePressure {
  level: Pressure;
  reason: string; // "" when it can take everything
}

export interface StoreWatchOptions {
  store: Pick<Store, "engineHealth">;
  /** Whether its disks are its own, and not the one that holds the segments too. */
  remote: boolean;
  everyMs?: number;
  /** Called after every look. */
  onLook: (health: EngineHealth) => Promise<void>;
  log: Log;
}

/** ClickHouse slows inserts down at 1,000 parts in a partition and refuses them at 3,000. */
export const partsMax = { slow: 600, stop: 2000 };
/** Merges need room to put what they merge. */
export const diskShareMin = 0.02;

const everyMsDefault = 5000;

export function startStoreWatch(options: StoreWatchOptions): StoreWatch {
  const { everyMs = everyMsDefault, log, onLook, remote, store } = options;
  let last: EngineHealth | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  async function look(): Promise<void> {
    try {
      last = await store.engineHealth();
      await onLook(last);
    } catch (error) {
      log.debug("the store could not be looked at", { error });
    }
    if (!stopped) timer = setTimeout(() => (looking = look()), everyMs).unref();
  }
  let looking = look();
  return {
    health: () => last,
    pressure: () => (last ? pressureOf(last, remote) : relaxed),
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await looking;
    },
  };
}

const relaxed: StorePressure = { level: "none", reason: "" };

/** What a store in this state can take. */
export function pressureOf({ disks, tables }: EngineHealth, remote: boolean): StorePressure {
  const full = remote && disks.find((disk) => disk.freeBytes < disk.totalBytes * diskShareMin);
  if (full) return { level: "stop", reason: `ClickHouse's disk ${full.name} is nearly full` };
  const [most] = tables.toSorted(
    (one, other) => other.partsInPartitionMax - one.partsInPartitionMax,
  );
  const parts = most?.partsInPartitionMax ?? 0;
  if (parts < partsMax.slow) return relaxed;
  const reason = `a partition of ${most?.name ?? ""} has ${parts} parts: they come faster than they are merged`;
  return { level: parts < partsMax.stop ? "slow" : "stop", reason };
}

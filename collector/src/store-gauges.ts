import type { EngineHealth } from "@spanward/clickhouse";
import { Gauge, type Registry } from "prom-client";
import type { Pressure } from "./segment/flusher.ts";

/** What is known of the store and of what is kept for it. */
export interface StoreGauges {
  health: EngineHealth | null;
  pressure: Pressure;
  keptBytes: number;
  engineRestarts: number;
}

/** Shows the state of the store in the metrics; where to ask for it when somebody looks. */
export function addStoreGauges(registry: Registry, read: () => StoreGauges): void {
  const gauge = (
    { help, label, name }: { name: string; help: string; label: string },
    values: (state: StoreGauges) => [string, number][],
  ): void => {
    const made: Gauge = new Gauge({
      name: `spanward_${name}`,
      help,
      labelNames: [label],
      registers: [registry],
      collect: () => {
        made.reset(); // a disk or a table may be gone
        for (const [value, count] of values(read())) made.set({ [label]: value }, count);
      },
    });
  };
  const single = (name: string, help: string, value: (state: StoreGauges) => number): void => {
    const made: Gauge = new Gauge({
      name: `spanward_${name}`,
      help,
      registers: [registry],
      collect: () => made.set(value(read())),
    });
  };
  const parts = { name: "store_parts_max", label: "table" };
  gauge({ ...parts, help: "Parts in the partition that has most; 3,000 are refused" }, (state) =>
    (state.health?.tables ?? []).map(({ name, partsInPartitionMax }) => [
      name,
      partsInPartitionMax,
    ]),
  );
  const disks = { name: "store_disk_free_bytes", label: "disk" };
  gauge({ ...disks, help: "Room on the disks of ClickHouse" }, (state) =>
    (state.health?.disks ?? []).map(({ freeBytes, name }) => [name, freeBytes]),
  );
  single("store_merges", "Merges that run", ({ health }) => health?.mergesRunning ?? 0);
  single(
    "store_mutations_pending",
    "Mutations that are not done",
    ({ health }) => health?.mutationsPending ?? 0,
  );
  single(
    "store_broken_parts",
    "Parts that could not be read, and are left out of every answer",
    ({ health }) => health?.brokenParts.length ?? 0,
  );
  single(
    "flush_pressure",
    "0: inserts as usual, 1: fewer and larger, 2: none, so that ClickHouse need not refuse them",
    ({ pressure }) => levels[pressure],
  );
  single("kept_bytes", "Inserted segments that are kept", ({ keptBytes }) => keptBytes);
  single(
    "engine_restarts",
    "Times the embedded engine had to be started again",
    ({ engineRestarts }) => engineRestarts,
  );
}

const levels: Record<Pressure, number> = { none: 0, slow: 1, stop: 2 };

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineHealth } from "@spanward/clickhouse";
import { z } from "zod";
import type { Log } from "../log.ts";
import type { Frame } from "./frame.ts";
import type { InsertBlocks } from "./insert-rows.ts";
import type { KeptSegments } from "./kept-segments.ts";
import { isRowFault } from "./store-faults.ts";

type BrokenPart = EngineHealth["brokenParts"][number];

/** A part that was found broken, and was made up for. */
const Refill = z.object({
  table: z.string(),
  name: z.string(),
  /** When. RFC 3339. */
  time: z.string(),
  /** Rows that were inserted again, those included that were not in the part. */
  rows: z.number(),
  /** What was received before this could not be made up for. RFC 3339; null: nothing was kept. */
  since: z.string().nullable(),
});
export type Refill = z.infer<typeof Refill>;

export interface RefillerOptions {
  /** Where it is written down what was refilled, so that a start does not do it again. */
  folder: string;
  kept: Pick<KeptSegments, "frames" | "summary">;
  insert: InsertBlocks;
  log: Log;
  now: () => number;
}

/** Makes up for parts that the store found broken, from inserted segments that were kept. */
export interface Refiller {
  /** Inserts again what is kept for the tables of parts that were not seen before. @throws {StoreError} */
  refill(broken: readonly BrokenPart[]): Promise<void>;
  /** All that was ever refilled. */
  refills(): readonly Refill[];
}

export async function openRefiller(options: RefillerOptions): Promise<Refiller> {
  const { folder, kept, log, now } = options;
  const path = join(folder, "refilled.json");
  const text = await readFile(path, "utf8").catch(() => "[]");
  let refills = z.array(Refill).parse(JSON.parse(text));
  const isKnown = (part: BrokenPart): boolean =>
    refills.some(({ name, table }) => name === part.name && table === part.table);
  return {
    refills: () => refills,
    async refill(broken) {
      const parts = broken.filter((part) => !isKnown(part));
      if (parts.length === 0) return;
      const { since } = kept.summary();
      const tables = new Set(parts.map(({ table }) => table.replace(/_local$/, "")));
      log.error("parts of tables are broken; inserting again what is kept", { parts });
      const rows = await insertKept(tables, options);
      const known = {
        time: new Date(now()).toISOString(),
        since: since === null ? null : new Date(since).toISOString(),
      };
      refills = [
        ...refills,
        ...parts.map(({ name, table }) => {
          const count = rows.get(table.replace(/_local$/, "")) ?? 0;
          return { table, name, rows: count, ...known };
        }),
      ];
      await writeFile(`${path}.new`, JSON.stringify(refills));
      await rename(`${path}.new`, path);
      log.info("what was kept for broken parts is inserted again", { rows: [...rows], since });
    },
  };
}

/** Rows inserted, by table. What is there already stays as it is: a span is a set element. */
async function insertKept(
  tables: ReadonlySet<string>,
  { insert, kept, log }: RefillerOptions,
): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for await (const frames of kept.frames())
    for (const { blocks, columns, count, table } of groupsOf(frames, tables)) {
      // A token of its own: under the old one a server would take them for rows that it has.
      const into = { table, columns, token: crypto.randomUUID() };
      await patiently(() => insert(into, blocks)).catch((error: unknown) => {
        if (!isRowFault(error)) throw error;
        log.error("some kept rows were refused", { table, error });
      });
      rows.set(table, (rows.get(table) ?? 0) + count);
    }
  return rows;
}

interface Group {
  table: string;
  columns: readonly string[];
  count: number;
  blocks: Uint8Array[];
}

function groupsOf(frames: readonly Frame[], tables: ReadonlySet<string>): Group[] {
  const groups = new Map<string, Group>();
  for (const { bytes, columns, rows, table } of frames.flatMap(({ blocks }) => blocks)) {
    if (!tables.has(table)) continue;
    const key = `${table} ${columns.join()}`;
    const group = groups.get(key) ?? { table, columns, count: 0, blocks: [] };
    group.blocks.push(bytes);
    groups.set(key, { ...group, count: group.count + rows });
  }
  return [...groups.values()];
}

const triesMax = 5;
const waitMs = 500;

async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === triesMax || isRowFault(error)) throw error;
      await delay(waitMs * tries);
    }
  }
}

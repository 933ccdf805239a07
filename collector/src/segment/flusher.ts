import { Buffer } from "node:buffer";
import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { StoreError, type TableBlock } from "@spanward/clickhouse";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { type FoundFrame, readFrames } from "./frame.ts";
import { quarantineFile, quarantineFrames, type Refused } from "./quarantine.ts";
import { syncFolder } from "./segment-file.ts";
import type { Segment } from "./segment-log.ts";

/** Inserts blocks in ClickHouse's Native format into a table. @throws {StoreError} */
export type InsertBlocks = (
  table: string,
  columns: readonly string[],
  blocks: Iterable<Uint8Array>,
) => Promise<unknown>;

export interface FlusherOptions {
  insert: InsertBlocks;
  quarantineFolder: string;
  metrics: Metrics;
  log: Log;
  now: () => number;
  /** Waits before it tries again; resolves early when the flusher is stopped. */
  wait: (ms: number) => Promise<void>;
  /** A segment is gone: everything in it is queryable, or was refused for good. */
  onDone: (segment: Segment, refused: Refused[]) => void;
}

const backOffMsMin = 200;
const backOffMsMax = 15_000;

/**
 * Inserts sealed segments, the oldest first, each as a whole. A segment is deleted once the store has
 * answered for all of it: the store syncs what it inserts, so it is then as safe there. What happens
 * twice because of a crash in between changes nothing.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  readonly #queue: Segment[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /** Segments that wait, the one being inserted included; the oldest first. */
  get waiting(): readonly Segment[] {
    return this.#queue;
  }

  push(segment: Segment): void {
    this.#queue.push(segment);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits, or when it is stopped. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Begins nothing more. What waits stays on disk for the next start. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // else it could end before the caller knows that it runs
    try {
      for (let segment = this.#queue[0]; segment && !this.#stopped; segment = this.#queue[0]) {
        const refused = await this.#flush(segment);
        if (!refused) break; // stopped
        this.#queue.shift();
        this.#options.onDone(segment, refused);
      }
    } finally {
      this.#running = null;
    }
  }

  /** What was refused for good; null when it was stopped before the end. */
  async #flush(segment: Segment): Promise<Refused[] | null> {
    const { log, metrics, now, quarantineFolder } = this.#options;
    const content = await this.#patiently(() => this.#read(segment));
    if (!content) return null;
    const { corruptBytes, frames, tornBytes } = readFrames(content);
    if (segment.replayed) {
      for (const { frame } of frames) metrics.accept(frame.signal, frame.items);
      log.info("replaying a segment", { segment: segment.path, frames: frames.length, tornBytes });
    }
    const refused = await this.#insertOrDivide(frames);
    if (!refused) return null;
    const done = await this.#patiently(async () => {
      if (refused.length > 0) await quarantineFrames(quarantineFolder, segment.path, refused);
      await this.#remove(segment, corruptBytes);
      return true;
    });
    if (!done) return null;
    this.#count(frames, refused);
    metrics.lagged(now() - segment.since);
    return refused;
  }

  async #read({ bytes, path }: Segment): Promise<Buffer> {
    try {
      return (await readFile(path)).subarray(0, bytes);
    } catch (error) {
      if (Object(error).code !== "ENOENT") throw error;
      this.#options.log.error("a segment is gone that was not inserted yet", { segment: path });
      return Buffer.alloc(0);
    }
  }

  /** Inserts all; what the store will never take is found by halves. Null when stopped. */
  async #insertOrDivide(frames: FoundFrame[]): Promise<Refused[] | null> {
    try {
      const divisible = frames.length > 1;
      return (await this.#patiently(() => this.#insert(frames), divisible)) && [];
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#options.metrics.failed("insert_refused");
      const [found] = frames;
      if (frames.length === 1 && found) return [{ found, error }];
      const middle = frames.length >> 1;
      const first = await this.#insertOrDivide(frames.slice(0, middle));
      const second = first && (await this.#insertOrDivide(frames.slice(middle)));
      return first && second && [...first, ...second];
    }
  }

  async #insert(frames: FoundFrame[]): Promise<true> {
    const { insert, metrics } = this.#options;
    for (const { blocks, columns, rows, table } of byTable(frames)) {
      const started = performance.now();
      await insert(table, columns, blocks);
      metrics.inserted(table, rows, performance.now() - started);
    }
    return true;
  }

  /**
   * Tries until it works; null when stopped meanwhile.
   *
   * @throws {StoreError} that no waiting will mend, or that less at once might
   */
  async #patiently<Result>(
    attempt: () => Promise<Result>,
    divisible = false,
  ): Promise<Result | null> {
    for (let backOffMs = backOffMsMin; !this.#stopped;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isPassing(error) || (divisible && isTooMuch(error))) throw error;
        this.#options.metrics.failed("flush_retried");
        this.#options.log.warn("cannot flush a segment; trying again", { backOffMs, error });
        await this.#options.wait(backOffMs * (0.75 + Math.random() / 2));
        backOffMs = Math.min(backOffMs * 2, backOffMsMax);
      }
    }
    return null;
  }

  async #remove(segment: Segment, corruptBytes: number): Promise<void> {
    const { log, metrics, quarantineFolder } = this.#options;
    if (corruptBytes > 0) {
      metrics.failed("segment_corrupt");
      log.error("a segment was damaged on disk; its good part was inserted", {
        segment: segment.path,
        corruptBytes,
      });
      await quarantineFile(quarantineFolder, segment.path);
    } else await rm(segment.path, { force: true });
    await syncFolder(dirname(segment.path));
  }

  #count(frames: FoundFrame[], refused: Refused[]): void {
    const { log, metrics } = this.#options;
    const lost = new Set(refused.map(({ found }) => found));
    for (const found of frames) {
      const { items, signal } = found.frame;
      if (lost.has(found)) metrics.reject(signal, items, "quarantined");
      else metrics.store(signal, items);
    }
    for (const { error, found } of refused)
      log.error("the store refused a request that was acknowledged; it is in quarantine", {
        error,
        items: found.frame.items,
      });
  }
}

/** Blocks that go into one INSERT: the same table and the same columns. Content comes before spans. */
function byTable(frames: FoundFrame[]): (Omit<TableBlock, "bytes"> & { blocks: Uint8Array[] })[] {
  const groups = new Map<string, Omit<TableBlock, "bytes"> & { blocks: Uint8Array[] }>();
  for (const { frame } of frames)
    for (const { bytes, columns, rows, table } of frame.blocks) {
      const key = `${table} ${columns.join()}`;
      const group = groups.get(key) ?? { table, columns, rows: 0, blocks: [] };
      groups.set(key, { ...group, rows: group.rows + rows });
      group.blocks.push(bytes);
    }
  const order = (table: string): number => (table === "spans" ? 1 : 0);
  return [...groups.values()].toSorted((one, other) => order(one.table) - order(other.table));
}

/** The store refuses everybody, not these rows: tables, columns or rights are missing. That is for an
 * operator to mend, and until then everything waits. */
const storeFaults = new Set([16, 47, 60, 62, 81, 115, 164, 192, 193, 194, 497, 516]);

function isPassing(error: unknown): boolean {
  if (!(error instanceof StoreError)) return true; // the disk's, not the store's
  return error.retryable || (error.code !== null && storeFaults.has(error.code));
}

/** MEMORY_LIMIT_EXCEEDED: half of it may do. */
const isTooMuch = (error: unknown): boolean => error instanceof StoreError && error.code === 241;

import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "@spanward/clickhouse";
import type { Log } from "../log.ts";
import type { Backlog, Metrics } from "../metrics.ts";
import { createDiskWatch, type DiskWatch } from "./disk-watch.ts";
import { QueueFullError } from "./errors.ts";
import { Flusher, type InsertBlocks } from "./flusher.ts";
import { byteLength, type Frame } from "./frame.ts";
import { InsertWaiters } from "./insert-waiters.ts";
import { type createSegmentFile, syncFolder } from "./segment-file.ts";
import { type Segment, SegmentLog, sequenceOf } from "./segment-log.ts";

export interface SegmentsOptions {
  /** Where segments are kept. One process at a time may use it. */
  folder: string;
  insert: InsertBlocks;
  metrics: Metrics;
  log: Log;
  /** `segment`: an append is answered when it is on disk. `insert`: when it is queryable. */
  ack?: "segment" | "insert";
  /** A segment is inserted when it is this big … */
  segmentBytes?: number;
  /** … or this old, unless one is being inserted already: then when that is done. */
  segmentAgeMs?: number;
  /** Acknowledged and not yet inserted. More is refused. */
  backlogBytes?: number;
  /** With less room than this on the disk nothing is accepted. */
  diskFreeBytes?: number;
  now?: () => number;
  createFile?: typeof createSegmentFile;
}

/** Keeps what was received until the store has it. */
export interface Segments {
  /**
   * Resolves when the frame may be acknowledged.
   *
   * @throws {QueueFullError} when too much waits already
   * @throws {StoreError} when it cannot be kept: retryable when the disk is full or the server stops,
   *   final (only with ack "insert") when the store refuses it
   */
  append(frame: Frame): Promise<void>;
  backlog(): Backlog;
  /** Resolves when everything acknowledged until now is queryable. */
  flush(): Promise<void>;
  /**
   * Accepts nothing more and inserts what waits, for at most `graceMs`. What is not inserted by then
   * stays on disk, and is inserted at the next start.
   */
  close(graceMs: number): Promise<void>;
}

const MiB = 2 ** 20;
const defaults = {
  ack: "segment",
  segmentBytes: 32 * MiB,
  segmentAgeMs: 1000,
  backlogBytes: 1024 * MiB,
  diskFreeBytes: 0,
  now: Date.now,
} as const;
/** What waits for the disk is in memory. */
const pendingBytesMax = 128 * MiB;
const retryAfterSeconds = 5;

/** Opens the folder. Segments that a former process left are inserted first, the oldest before all. */
export async function openSegments(options: SegmentsOptions): Promise<Segments> {
  const { diskFreeBytes = 0, folder } = options;
  await mkdir(folder, { recursive: true });
  await syncFolder(folder);
  const left = await findSegments(folder);
  const disk = createDiskWatch(folder, diskFreeBytes);
  await disk.refresh();
  return new OpenSegments(options, { left, disk });
}

class OpenSegments implements Segments {
  readonly #options: SegmentsOptions & Omit<Required<SegmentsOptions>, "createFile">;
  readonly #disk: DiskWatch;
  readonly #log: SegmentLog;
  readonly #flusher: Flusher;
  readonly #waiters = new InsertWaiters();
  readonly #stopped = new AbortController();
  /** With no news for so long, what there is is inserted without waiting for more. */
  readonly #quietMs: number;
  #closed = false;
  #newsAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SegmentsOptions, { disk, left }: { disk: DiskWatch; left: Segment[] }) {
    this.#options = { ...defaults, ...options };
    this.#disk = disk;
    const { ack, folder } = this.#options;
    this.#quietMs = ack === "insert" ? 5 : 100;
    this.#flusher = new Flusher({
      ...this.#options,
      quarantineFolder: join(folder, "quarantine"),
      wait: (ms) => delay(ms, undefined, { signal: this.#stopped.signal }).catch(() => {}),
      onDone: (segment, refused) => {
        this.#waiters.settle(segment, refused);
        this.#sealWhenDue();
      },
    });
    this.#log = new SegmentLog({
      ...this.#options,
      sequence: nextSequence(left),
      sync: ack === "segment",
      onSealed: (segment) => this.#flusher.push(segment),
    });
    for (const segment of left) this.#flusher.push(segment);
    this.#options.metrics.watchBacklog(() => this.backlog());
  }

  async append(frame: Frame): Promise<void> {
    if (this.#closed) throw stopping();
    this.#disk.demandRoom();
    this.#demandPlace(byteLength(frame.blocks.map(({ bytes }) => bytes)));
    const appended = await this.#log.append(frame);
    this.#options.metrics.accept(frame.signal, frame.items);
    this.#newsAt = this.#options.now();
    this.#timer ??= setTimeout(() => this.#sealWhenDue(), this.#quietMs);
    if (this.#options.ack === "insert") await this.#waiters.wait(appended);
  }

  backlog(): Backlog {
    const { current, pendingBytes } = this.#log;
    const segments = [...this.#flusher.waiting, ...(current ? [current] : [])];
    const oldest = segments[0]?.since ?? this.#options.now();
    return {
      bytes: pendingBytes + segments.reduce((total, segment) => total + segment.bytes, 0),
      segments: segments.length,
      oldestWaitingMs: Math.max(0, this.#options.now() - oldest),
    };
  }

  async flush(): Promise<void> {
    await this.#log.seal();
    await this.#flusher.idle();
  }

  async close(graceMs: number): Promise<void> {
    const graceOver = delay(graceMs, undefined, { ref: false });
    this.#closed = true;
    await Promise.race([this.flush(), graceOver]);
    if (this.#timer) clearTimeout(this.#timer);
    this.#flusher.stop();
    this.#stopped.abort();
    this.#waiters.dismiss(stopping());
  }

  #demandPlace(bytes: number): void {
    const { backlogBytes } = this.#options;
    demandPlace(this.backlog().bytes, bytes, { max: backlogBytes, what: "inserted" });
    demandPlace(this.#log.pendingBytes, bytes, { max: pendingBytesMax, what: "written" });
  }

  /** Many small inserts cost the store more than a few large ones, so it is given one at a time. */
  #sealWhenDue(): void {
    const { now, segmentAgeMs } = this.#options;
    const { current } = this.#log;
    this.#timer = null;
    if (!current) return;
    const due = now() - current.since >= segmentAgeMs || now() - this.#newsAt >= this.#quietMs;
    if (due && this.#flusher.waiting.length === 0) void this.#log.seal();
    else this.#timer = setTimeout(() => this.#sealWhenDue(), this.#quietMs);
  }
}

/** A frame that is larger than the place there is still gets in, when nothing else waits. */
function demandPlace(waiting: number, bytes: number, { max, what }: { max: number; what: string }) {
  if (waiting === 0 || waiting + bytes <= max) return;
  const [some, most] = [waiting, max].map((count) => Math.round(count / MiB));
  const message = `${some} MiB wait to be ${what}, of ${most} MiB at most`;
  throw new QueueFullError(message, retryAfterSeconds);
}

const stopping = (): StoreError => new StoreError("the server is stopping", { retryable: true });

/** What a former process left, the oldest first. */
async function findSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => sequenceOf(name) !== null);
  const inOrder = names.toSorted(
    (one, other) => Number(sequenceOf(one)) - Number(sequenceOf(other)),
  );
  return Promise.all(
    inOrder.map(async (name) => {
      const path = join(folder, name);
      const { mtimeMs, size } = await stat(path);
      return { path, bytes: size, since: mtimeMs, replayed: true };
    }),
  );
}

const nextSequence = (segments: Segment[]): number =>
  Math.max(0, ...segments.map(({ path }) => sequenceOf(basename(path)) ?? 0)) + 1;

import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "@spanward/clickhouse";
import type { Log } from "../log.ts";
import type { Backlog, Metrics } from "../metrics.ts";
import { createDiskWatch, type DiskWatch } from "./disk-watch.ts";
import { Flusher, type Pressure } from "./flusher.ts";
import { byteLength, type Frame, rowsOf } from "./frame.ts";
import type { InsertBlocks } from "./insert-rows.ts";
import { InsertWaiters } from "./insert-waiters.ts";
import { KeptSegments } from "./kept-segments.ts";
import { type createSegmentFile, syncFolder } from "./segment-file.ts";
import { SegmentLog } from "./segment-log.ts";
import { type Segment, sequenceOf } from "./segment.ts";
import { Shares } from "./shares.ts";

export interface SegmentsOptions {
  /** Where segments are kept. One process at a time may use it. */
  folder: string;
  insert: InsertBlocks;
  /** Whether the store answers anything at all. */
  reachable?: () => Promise<boolean>;
  /** How the store fares. */
  pressure?: () => Pressure;
  metrics: Metrics;
  log: Log;
  /** `segment`: an append is answered when it is on disk. `insert`: when it is queryable. */
  ack?: "segment" | "insert";
  /** Whether `segment` means the disk, or only the operating system. */
  fsync?: boolean;
  /** A segment is inserted when it is this big … */
  segmentBytes?: number;
  /** … or has so many rows … */
  segmentRows?: number;
  /** … or is this old, unless one is being inserted already: then when that is done. */
  segmentAgeMs?: number;
  /** Acknowledged and not yet inserted. More is refused. */
  backlogBytes?: number;
  /** Inserted segments are kept, the latest up to so many bytes … */
  keptBytes?: number;
  /** … and for so long, in case the store loses what they brought. */
  keptHours?: number;
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
  /** What was inserted and is kept. */
  kept: Pick<KeptSegments, "summary" | "frames" | "forget">;
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
  fsync: true,
  reachable: () => Promise.resolve(true),
  pressure: (): Pressure => "none",
  segmentBytes: 32 * MiB,
  segmentRows: 250_000,
  segmentAgeMs: 1000,
  backlogBytes: 1024 * MiB,
  diskFreeBytes: 0,
  keptBytes: 0,
  keptHours: 24,
  now: Date.now,
} as const;
/** What waits for the disk is in memory. */
const pendingBytesMax = 128 * MiB;
const hourMs = 3_600_000;
/** Kept segments give way long before senders are told to come again. */
const roomyTimes = 4;

/** Opens the folder. Segments that a former process left are inserted first, the oldest before all. */
export async function openSegments(options: SegmentsOptions): Promise<Segments> {
  const { diskFreeBytes, folder, keptBytes, keptHours, now } = { ...defaults, ...options };
  await mkdir(folder, { recursive: true });
  await syncFolder(folder);
  const left = await findSegments(folder);
  const disk = createDiskWatch(folder, diskFreeBytes);
  await disk.refresh();
  const kept = await KeptSegments.open({
    folder: join(folder, "kept"),
    bytesMax: keptBytes,
    ageMsMax: keptHours * hourMs,
    now,
  });
  return new OpenSegments(options, { left, disk, kept });
}

class OpenSegments implements Segments {
  readonly kept: KeptSegments;
  readonly #options: SegmentsOptions & Omit<Required<SegmentsOptions>, "createFile">;
  readonly #disk: DiskWatch;
  readonly #log: SegmentLog;
  readonly #flusher: Flusher;
  readonly #waiters = new InsertWaiters();
  /** What was received and is not inserted, what waits for the disk included. */
  readonly #shares = new Shares();
  readonly #unwritten = new Shares();
  readonly #stopped = new AbortController();
  /** With no news for so long, what there is is inserted without waiting for more. */
  readonly #quietMs: number;
  #closed = false;
  #newsAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SegmentsOptions, { disk, kept, left }: Opened) {
    this.#options = { ...defaults, ...options };
    this.#disk = disk;
    this.kept = kept;
    const { ack, diskFreeBytes, folder, fsync, segmentBytes, segmentRows } = this.#options;
    this.#quietMs = ack === "insert" ? 5 : 100;
    this.#flusher = new Flusher({
      ...this.#options,
      batch: { bytes: segmentBytes, rows: segmentRows },
      quarantineFolder: join(folder, "quarantine"),
      wait: (ms) => delay(ms, undefined, { signal: this.#stopped.signal }).catch(() => {}),
      onFound: (mark) => this.#shares.add(mark),
      onSettled: (mark, error) => {
        this.#shares.remove(mark);
        this.#waiters.settle(mark, error);
      },
      onProgress: () => this.#sealWhenDue(),
      retire: async (segment) => {
        await kept.keep(segment);
        if (!disk.hasRoom(diskFreeBytes * roomyTimes)) await kept.prune(false);
      },
    });
    this.#log = new SegmentLog({
      ...this.#options,
      sequence: nextSequence(left),
      sync: ack === "segment" && fsync,
      onSealed: (segment) => this.#flusher.push(segment),
    });
    for (const segment of left) this.#flusher.push(segment);
    this.#options.metrics.watchBacklog(() => this.backlog());
  }

  async append(frame: Frame): Promise<void> {
    if (this.#closed) throw stopping();
    this.#disk.demandRoom();
    const { project } = frame;
    const bytes = byteLength(frame.blocks.map((block) => block.bytes));
    this.#demandPlace({ project, bytes });
    const held = { project, bytes, rows: rowsOf(frame) };
    for (const shares of [this.#shares, this.#unwritten]) shares.add(held);
    const mark = await this.#log.append(frame).finally(() => {
      for (const shares of [this.#shares, this.#unwritten]) shares.remove(held);
    });
    this.#shares.add(mark);
    this.#options.metrics.accept(frame.signal, frame.items);
    this.#newsAt = this.#options.now();
    this.#timer ??= setTimeout(() => this.#sealWhenDue(), this.#quietMs);
    if (this.#options.ack === "insert") await this.#waiters.wait(mark);
  }

  backlog(): Backlog {
    const { current, pendingBytes } = this.#log;
    const segments = [...this.#flusher.waiting, ...(current ? [current] : [])];
    const oldest = segments[0]?.since ?? this.#options.now();
    return {
      bytes: pendingBytes + segments.reduce((total, segment) => total + segment.bytes, 0),
      rows: this.#shares.rows,
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

  #demandPlace(request: { project: string; bytes: number }): void {
    const { backlogBytes: bytesMax } = this.#options;
    this.#shares.demandPlace(request, this.backlog().bytes, { bytesMax, what: "inserted" });
    const pending = { bytesMax: pendingBytesMax, what: "written" };
    this.#unwritten.demandPlace(request, this.#log.pendingBytes, pending);
  }

  /** Many small inserts cost the store more than a few large ones, so it is given one at a time. */
  #sealWhenDue(): void {
    const { now, segmentAgeMs } = this.#options;
    const { current } = this.#log;
    this.#timer = null;
    if (!current) return;
    const due = now() - current.since >= segmentAgeMs || now() - this.#newsAt >= this.#quietMs;
    if (due && !this.#flusher.busy) void this.#log.seal();
    else this.#timer = setTimeout(() => this.#sealWhenDue(), this.#quietMs);
  }
}

interface Opened {
  left: Segment[];
  disk: DiskWatch;
  kept: KeptSegments;
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
      return { path, bytes: size, rows: 0, since: mtimeMs, frames: null };
    }),
  );
}

const nextSequence = (segments: Segment[]): number =>
  Math.max(0, ...segments.map(({ path }) => sequenceOf(basename(path)) ?? 0)) + 1;

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "@spanward/clickhouse";
import { FairQueue, type Queued } from "./fair-queue.ts";
import { byteLength, encodeFrame, type Frame, rowsOf } from "./frame.ts";
import { createSegmentFile, type SegmentFile } from "./segment-file.ts";
import { type FrameMark, type Segment, segmentName } from "./segment.ts";

export interface SegmentLogOptions {
  folder: string;
  /** Of the first segment; those after it count upwards. */
  sequence: number;
  /** A segment is sealed when it is this big. */
  segmentBytes: number;
  /** … or has so many rows. */
  segmentRows: number;
  /** Whether an append waits for the disk, or only for the operating system. */
  sync: boolean;
  now: () => number;
  onSealed: (segment: Segment) => void;
  createFile?: typeof createSegmentFile;
}

interface Pending extends Queued {
  frame: Frame;
  parts: Uint8Array[];
  written: (mark: FrameMark) => void;
  failed: (reason: unknown) => void;
}

/** As much as is written at once: large enough to be quick, small enough to be acknowledged soon. */
const batchMax = { bytes: 8 * 2 ** 20, rows: Number.POSITIVE_INFINITY };

/**
 * Appends frames to the current segment. One write and one sync serve all that wait for it, so that
 * many small senders cost no more than one large one.
 */
export class SegmentLog {
  readonly #options: SegmentLogOptions;
  #sequence: number;
  readonly #pending = new FairQueue<Pending>();
  /** Of the batch that is being written. */
  #writingBytes = 0;
  #current: { segment: Segment; file: SegmentFile } | null = null;
  #working: Promise<void> | null = null;
  #sealAsked = false;

  constructor(options: SegmentLogOptions) {
    this.#options = options;
    this.#sequence = options.sequence;
  }

  /** The segment that frames are appended to; null when there is none. */
  get current(): Segment | null {
    return this.#current?.segment ?? null;
  }

  /** Bytes that wait to be written. */
  get pendingBytes(): number {
    return this.#pending.bytes + this.#writingBytes;
  }

  /** Resolves when the frame is durable. @throws {StoreError} when it may not be */
  append(frame: Frame): Promise<FrameMark> {
    return new Promise((written, failed) => {
      const parts = encodeFrame(frame);
      const size = { project: frame.project, bytes: byteLength(parts), rows: rowsOf(frame) };
      this.#pending.push({ ...size, frame, parts, written, failed });
      this.#working ??= this.#work();
    });
  }

  /** Seals the current segment. What is appended from now on goes into the next one. */
  async seal(): Promise<void> {
    this.#sealAsked = true;
    await (this.#working ??= this.#work());
  }

  /** The only one who touches the current segment, so that no write meets a closed file. */
  async #work(): Promise<void> {
    await Promise.resolve(); // what is appended in this very tick comes along
    while (this.#sealAsked || this.#pending.size > 0) {
      if (this.#sealAsked) await this.#seal();
      else await this.#writeBatch(this.#pending.take(batchMax));
    }
    this.#working = null;
  }

  async #writeBatch(batch: Pending[]): Promise<void> {
    this.#writingBytes = batch.reduce((total, pending) => total + pending.bytes, 0);
    try {
      this.#current ??= await this.#open();
      const { file, segment } = this.#current;
      await file.append(batch.flatMap(({ parts }) => parts));
      for (const pending of batch) pending.written(addFrame(segment, pending));
      const { segmentBytes, segmentRows } = this.#options;
      if (segment.bytes >= segmentBytes || segment.rows >= segmentRows) await this.#seal();
    } catch (cause) {
      await this.#abandon();
      const reason = cause instanceof Error ? cause.message : String(cause);
      const error = new StoreError(`a segment cannot be written: ${reason}`, {
        retryable: true,
        cause,
      });
      for (const { failed } of batch) failed(error);
    } finally {
      this.#writingBytes = 0;
    }
  }

  async #open(): Promise<{ segment: Segment; file: SegmentFile }> {
    const { createFile = createSegmentFile, folder, now, sync } = this.#options;
    const path = join(folder, segmentName(this.#sequence++));
    const file = await createFile(path, sync);
    return { file, segment: { path, bytes: 0, rows: 0, since: now(), frames: [] } };
  }

  async #seal(): Promise<void> {
    this.#sealAsked = false;
    const sealed = this.#current;
    if (!sealed) return;
    this.#current = null;
    await sealed.file.close().catch(() => {}); // all of it is on disk already
    this.#options.onSealed(sealed.segment);
  }

  /** After a failed write nobody knows what is on disk past the last good frame: no more goes there. */
  async #abandon(): Promise<void> {
    const broken = this.#current;
    if (!broken) return;
    this.#current = null;
    const { file, segment } = broken;
    await file.truncate(segment.bytes).catch(() => {}); // else the reader stops at `bytes`
    await file.close().catch(() => {});
    if (segment.bytes > 0) this.#options.onSealed(segment);
    else await rm(segment.path, { force: true }).catch(() => {});
  }
}

function addFrame(segment: Segment, { bytes, frame, project, rows }: Pending): FrameMark {
  const { items, signal } = frame;
  const mark = { segment, offset: segment.bytes, project, bytes, rows, items, signal };
  segment.frames?.push(mark);
  segment.bytes += bytes;
  segment.rows += rows;
  return mark;
}

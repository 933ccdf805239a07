import { rm } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "@spanward/clickhouse";
import { byteLength, encodeFrame, type Frame } from "./frame.ts";
import { createSegmentFile, type SegmentFile } from "./segment-file.ts";

/** A file of frames that takes no more of them. */
export interface Segment {
  path: string;
  /** How much of the file counts; what a failed write left behind it does not. */
  bytes: number;
  /** When its oldest frame was acknowledged, milliseconds since 1970. */
  since: number;
  /** It was left by a process that is gone, so nobody has counted its items yet. */
  replayed: boolean;
}

export interface SegmentLogOptions {
  folder: string;
  /** Of the first segment; those after it count upwards. */
  sequence: number;
  /** A segment is sealed when it is this big. */
  segmentBytes: number;
  /** Whether an append waits for the disk, or only for the operating system. */
  sync: boolean;
  now: () => number;
  onSealed: (segment: Segment) => void;
  createFile?: typeof createSegmentFile;
}

/** Where a frame is. */
export interface Appended {
  segment: Segment;
  offset: number;
}

interface Pending {
  parts: Uint8Array[];
  bytes: number;
  written: (appended: Appended) => void;
  failed: (reason: unknown) => void;
}

/** As much as is written at once: large enough to be quick, small enough to be acknowledged soon. */
const batchBytesMax = 8 * 2 ** 20;

/**
 * Appends frames to the current segment. One write and one sync serve all that wait for it, so that
 * many small senders cost no more than one large one.
 */
export class SegmentLog {
  readonly #options: SegmentLogOptions;
  #sequence: number;
  #pending: Pending[] = [];
  #pendingBytes = 0;
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
    return this.#pendingBytes;
  }

  /** Resolves when the frame is durable. @throws {StoreError} when it may not be */
  append(frame: Frame): Promise<Appended> {
    return new Promise((written, failed) => {
      const parts = encodeFrame(frame);
      const bytes = byteLength(parts);
      this.#pending.push({ parts, bytes, written, failed });
      this.#pendingBytes += bytes;
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
    while (this.#sealAsked || this.#pending.length > 0) {
      if (this.#sealAsked) await this.#seal();
      else await this.#writeBatch(this.#takeBatch());
    }
    this.#working = null;
  }

  #takeBatch(): Pending[] {
    let bytes = 0;
    const more = this.#pending.findIndex((pending) => (bytes += pending.bytes) > batchBytesMax);
    return this.#pending.splice(0, more < 0 ? this.#pending.length : Math.max(1, more));
  }

  async #writeBatch(batch: Pending[]): Promise<void> {
    const bytes = batch.reduce((total, pending) => total + pending.bytes, 0);
    try {
      this.#current ??= await this.#open();
      const { file, segment } = this.#current;
      await file.append(batch.flatMap(({ parts }) => parts));
      for (const pending of batch) {
        pending.written({ segment, offset: segment.bytes });
        segment.bytes += pending.bytes;
      }
      if (segment.bytes >= this.#options.segmentBytes) await this.#seal();
    } catch (cause) {
      await this.#abandon();
      const reason = cause instanceof Error ? cause.message : String(cause);
      const error = new StoreError(`a segment cannot be written: ${reason}`, {
        retryable: true,
        cause,
      });
      for (const { failed } of batch) failed(error);
    } finally {
      this.#pendingBytes -= bytes;
    }
  }

  async #open(): Promise<{ segment: Segment; file: SegmentFile }> {
    const { createFile = createSegmentFile, folder, now, sync } = this.#options;
    const path = join(folder, segmentName(this.#sequence++));
    const file = await createFile(path, sync);
    return { file, segment: { path, bytes: 0, since: now(), replayed: false } };
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

const segmentName = (sequence: number): string => `${String(sequence).padStart(10, "0")}.segment`;

/** The number in a segment's name; null when it is no segment. */
export function sequenceOf(name: string): number | null {
  const [, digits] = /^(\d{10,15})\.segment$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}

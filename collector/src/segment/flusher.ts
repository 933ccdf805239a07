import { dirname } from "node:path";
import { FairQueue } from "./fair-queue.ts";
import type { Frame } from "./frame.ts";
import { byTable, insertOrDivide, type Piece } from "./insert-rows.ts";
import { backOffMsMax, backOffMsMin, Inserter, type InserterOptions } from "./inserter.ts";
import { isRowFault } from "./store-faults.ts";
import { quarantineFile, quarantineRows } from "./quarantine.ts";
import { readMarks } from "./read-marks.ts";
import { readSegment } from "./read-segment.ts";
import { syncFolder } from "./segment-file.ts";
import type { FrameMark, Segment } from "./segment.ts";

/** How the store fares: `slow` makes inserts fewer and larger, `stop` leaves everything waiting. */
export type Pressure = "none" | "slow" | "stop";

export interface FlusherOptions extends InserterOptions {
  /** As much as is inserted at once. */
  batch: { bytes: number; rows: number };
  pressure: () => Pressure;
  quarantineFolder: string;
  now: () => number;
  /** A former process left this. */
  onFound: (mark: FrameMark) => void;
  /** A frame is queryable, or nothing of it ever will be, for the reason `error`. */
  onSettled: (mark: FrameMark, error: Error | null) => void;
  /** A batch is done. */
  onProgress: () => void;
  /** Takes away, or keeps, a segment of which every frame is settled. */
  retire: (segment: Segment) => Promise<void>;
}

/** Rows on which the store fails again and again, without saying that they are at fault. */
interface Suspect {
  piece: Piece;
  error: Error;
  /** How often it failed while others were inserted. */
  strikes: number;
  /** {@link Inserter.count} when it failed last. */
  seenInserts: number;
}

const suspectWaitMsMax = 60_000;
/** Rows fail so often while others are inserted before they are put aside. */
const strikesMax = 5;
const slowMs = 5_000;
const stoppedMs = 1_000;

/**
 * Inserts what sealed segments hold: as much at once as is good for the store, and of every project
 * that waits the same. A segment is taken away once the store has answered for all of it: the store
 * syncs what it inserts, so it is then as safe there. What happens twice because of a crash in between
 * changes nothing.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  readonly #inserter: Inserter;
  readonly #queue = new FairQueue<FrameMark>();
  /** Frames that are not settled, by segment; segments in the order of arrival. */
  readonly #segments = new Map<Segment, number>();
  /** Segments of a former process that nobody has looked into. */
  readonly #unread: Segment[] = [];
  #suspects: Suspect[] = [];
  /** Rows of frames, with the reason, that were put aside while others of them wait. */
  readonly #refused = new Map<FrameMark, { piece: Piece; error: Error }[]>();
  #insertedAt = Number.NEGATIVE_INFINITY;
  #suspectWaitMs = backOffMsMin;
  #running: Promise<void> | null = null;
  #flushing = false;
  /** Ends a wait for others: here they are. */
  #wake: () => void = () => {};
  #stopped = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
    this.#inserter = new Inserter(options);
  }

  /** Segments that are not all inserted; the oldest first. */
  get waiting(): Segment[] {
    return [...this.#segments.keys()];
  }

  /** Something waits that can be inserted. */
  get busy(): boolean {
    return this.#flushing || this.#queue.size > 0 || this.#unread.length > 0;
  }

  push(segment: Segment): void {
    this.#segments.set(segment, segment.frames?.length ?? 0);
    if (segment.frames) for (const mark of segment.frames) this.#queue.push(mark);
    else this.#unread.push(segment);
    this.#running ??= this.#run();
    this.#wake();
  }

  /** Resolves when nothing waits, or when it is stopped. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Begins nothing more. What waits stays on disk for the next start. */
  stop(): void {
    this.#inserter.stop();
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // else it could end before the caller knows that it runs
    try {
      while (!this.#stopped) {
        const unread = this.#queue.bytes < this.#options.batch.bytes && this.#unread.shift();
        this.#flushing = true;
        if (unread) await this.#look(unread);
        else if (this.#queue.size > 0) await this.#flush();
        else if (this.#suspects.length > 0) await this.#waitForOthers();
        else break;
        await this.#trySuspects();
        this.#flushing = false;
        this.#options.onProgress();
      }
    } finally {
      this.#flushing = false;
      this.#running = null;
    }
  }

  /** Learns what a former process left in a segment. */
  async #look(segment: Segment): Promise<void> {
    const { log, metrics, onFound } = this.#options;
    const found = await this.#patiently(() => readSegment(segment));
    if (!found) return;
    const { corruptBytes, marks, tornBytes } = found;
    segment.frames = marks;
    segment.rows = marks.reduce((total, { rows }) => total + rows, 0);
    this.#segments.set(segment, marks.length);
    log.info("replaying a segment", { segment: segment.path, frames: marks.length, tornBytes });
    if (corruptBytes > 0) {
      metrics.failed("segment_corrupt");
      const message = "a segment was damaged on disk; its good part is inserted";
      log.error(message, { segment: segment.path, corruptBytes });
      segment.corrupt = true;
    }
    for (const mark of marks) {
      metrics.accept(mark.signal, mark.items);
      onFound(mark);
      this.#queue.push(mark);
    }
    if (marks.length === 0) await this.#retire(segment);
  }

  async #flush(): Promise<void> {
    await this.#holdBack();
    if (this.#stopped) return;
    const marks = this.#queue.take(this.#options.batch);
    const frames = await this.#patiently(() => readMarks(marks));
    if (!frames) return;
    const suspected = new Set<FrameMark>();
    for (const pieces of byTable(piecesOf(frames))) {
      const outcome = await insertOrDivide(pieces, (some) => this.#inserter.attempt(some));
      if (!outcome) return; // stopped
      for (const { error, piece } of outcome.refused) this.#refuse(piece, error);
      for (const { error, piece } of outcome.suspects) {
        suspected.add(piece.mark);
        this.#suspects.push({ piece, error, strikes: 0, seenInserts: this.#inserter.count });
      }
    }
    for (const [mark, frame] of frames)
      if (!suspected.has(mark)) await this.#settle(mark, frame !== null);
  }

  /** When the store is under pressure it gets less often something, or nothing. */
  async #holdBack(): Promise<void> {
    const { batch, metrics, now, pressure, wait } = this.#options;
    for (let level = pressure(); level !== "none" && !this.#stopped; level = pressure()) {
      const large = this.#queue.bytes >= batch.bytes;
      if (level === "slow" && (large || now() - this.#insertedAt >= slowMs)) break;
      metrics.failed("flush_held_back");
      await wait(stoppedMs);
    }
    this.#insertedAt = now();
  }

  /** Once for each. One that fails while others do not is at fault after all. */
  async #trySuspects(): Promise<void> {
    const suspects = this.#suspects;
    this.#suspects = [];
    const marks = new Set(suspects.map(({ piece }) => piece.mark));
    for (const suspect of suspects) {
      if (this.#stopped || suspect.seenInserts === this.#inserter.count) {
        this.#suspects.push(suspect);
        continue;
      }
      const error = await this.#inserter.insert([suspect.piece]).then(
        () => null,
        (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
      );
      if (!error) continue;
      const strikes = suspect.strikes + 1;
      if (strikes >= strikesMax || isRowFault(error)) this.#refuse(suspect.piece, error);
      else this.#suspects.push({ ...suspect, error, strikes, seenInserts: this.#inserter.count });
    }
    for (const { piece } of this.#suspects) marks.delete(piece.mark);
    for (const mark of marks) await this.#settle(mark, true);
  }

  /** Nothing else waits: the store itself may be at fault, so they are tried, but never put aside. */
  async #waitForOthers(): Promise<void> {
    const { log, wait } = this.#options;
    const [{ error } = { error: null }] = this.#suspects;
    log.warn("cannot insert some rows, and no others wait; trying again", { error });
    this.#flushing = false;
    this.#options.onProgress();
    await Promise.race([
      wait(this.#suspectWaitMs),
      new Promise<void>((resolve) => (this.#wake = resolve)),
    ]);
    this.#suspectWaitMs = Math.min(this.#suspectWaitMs * 2, suspectWaitMsMax);
    const inserted: Suspect[] = [];
    for (const suspect of this.#suspects) {
      if (this.#stopped || this.#queue.size > 0) break;
      await this.#inserter.insert([suspect.piece]).then(
        () => inserted.push(suspect),
        () => {},
      );
    }
    if (inserted.length === 0) return;
    this.#suspectWaitMs = backOffMsMin;
    this.#suspects = this.#suspects.filter((suspect) => !inserted.includes(suspect));
    const open = new Set(this.#suspects.map(({ piece }) => piece.mark));
    for (const mark of new Set(inserted.map(({ piece }) => piece.mark)))
      if (!open.has(mark)) await this.#settle(mark, true);
  }

  #refuse(piece: Piece, error: Error): void {
    this.#refused.set(piece.mark, [...(this.#refused.get(piece.mark) ?? []), { piece, error }]);
  }

  /** `whole`: it could be read back as it was written. */
  async #settle(mark: FrameMark, whole: boolean): Promise<void> {
    const { log, metrics, onSettled, quarantineFolder } = this.#options;
    const { items, segment, signal } = mark;
    const refused = this.#refused.get(mark) ?? [];
    const [{ error } = { error: null }] = refused;
    const lost = whole ? Math.min(items, rowsRefused(refused)) : items;
    if (error) {
      const blocks = refused.map(({ piece }) => piece.block);
      const kept = () => quarantineRows(quarantineFolder, { mark, blocks, error }).then(() => true);
      if (!(await this.#patiently(kept))) return;
      const message = "the store refused rows that were acknowledged; they are in quarantine";
      log.error(message, { error, project: mark.project, items: lost });
    } else if (!whole) {
      metrics.failed("segment_corrupt");
      log.error("a segment was damaged on disk", { segment: segment.path, items });
      segment.corrupt = true;
    }
    this.#refused.delete(mark);
    if (lost > 0) metrics.reject(signal, lost, whole ? "quarantined" : "segment_corrupt");
    metrics.store(signal, items - lost);
    onSettled(mark, lost > 0 && lost === items ? error : null);
    const left = (this.#segments.get(segment) ?? 0) - 1;
    this.#segments.set(segment, left);
    if (left === 0) await this.#retire(segment);
  }

  async #retire(segment: Segment): Promise<void> {
    const { metrics, now, quarantineFolder, retire } = this.#options;
    const done = await this.#patiently(async () => {
      if (segment.corrupt) await quarantineFile(quarantineFolder, segment.path);
      else await retire(segment);
      await syncFolder(dirname(segment.path));
      return true;
    });
    if (!done) return;
    this.#segments.delete(segment);
    metrics.lagged(now() - segment.since);
  }

  /** Tries until the disk lets it; null when stopped meanwhile. */
  async #patiently<Result>(attempt: () => Promise<Result>): Promise<Result | null> {
    const { log, metrics, wait } = this.#options;
    for (let backOffMs = backOffMsMin; !this.#stopped;) {
      try {
        return await attempt();
      } catch (error) {
        metrics.failed("flush_retried");
        log.warn("cannot flush a segment; trying again", { backOffMs, error });
        await wait(backOffMs);
        backOffMs = Math.min(backOffMs * 2, backOffMsMax);
      }
    }
    return null;
  }
}

function* piecesOf(frames: Map<FrameMark, Frame | null>): Generator<Piece> {
  for (const [mark, frame] of frames)
    for (const block of frame?.blocks ?? []) yield { mark, block, from: 0 };
}

/** An item has a row in several tables; what is refused of it in one is not queryable. */
function rowsRefused(refused: readonly { piece: Piece }[]): number {
  const rows = new Map<string, number>();
  for (const { piece } of refused)
    rows.set(piece.block.table, (rows.get(piece.block.table) ?? 0) + piece.block.rows);
  return Math.max(0, ...rows.values());
}

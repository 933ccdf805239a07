import { Buffer } from "node:buffer";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { encodeFrame, type Frame, readFrames } from "./frame.ts";
import { createSegmentFile, syncFolder } from "./segment-file.ts";
import { type Segment, sequenceOf } from "./segment.ts";

export interface KeptOptions {
  folder: string;
  /** All that is kept; 0 keeps nothing. The oldest goes first. */
  bytesMax: number;
  ageMsMax: number;
  now: () => number;
}

/** What is kept of what was inserted. */
export interface KeptSummary {
  bytes: number;
  segments: number;
  /** When the oldest of it was received, milliseconds since 1970; null when there is none. */
  since: number | null;
}

interface Kept {
  path: string;
  bytes: number;
  at: number;
}

/**
 * Segments that were inserted, kept for a while: what the store loses later, to a disk that breaks its
 * word, can be inserted again from here.
 */
export class KeptSegments {
  readonly #options: KeptOptions;
  /** The oldest first. */
  #kept: Kept[];
  /** One after the other: pruning, forgetting and reading would meet in the same files. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: KeptOptions, kept: Kept[]) {
    this.#options = options;
    this.#kept = kept;
  }

  static async open(options: KeptOptions): Promise<KeptSegments> {
    const { folder } = options;
    await mkdir(folder, { recursive: true });
    const names = (await readdir(folder)).filter((name) => sequenceOf(name) !== null);
    const kept = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        const { mtimeMs, size } = await stat(path);
        return { path, bytes: size, at: mtimeMs };
      }),
    );
    const segments = new KeptSegments(
      options,
      kept.toSorted((one, other) => one.at - other.at),
    );
    await segments.prune();
    return segments;
  }

  summary(): KeptSummary {
    const bytes = this.#kept.reduce((total, kept) => total + kept.bytes, 0);
    return { bytes, segments: this.#kept.length, since: this.#kept[0]?.at ?? null };
  }

  /** Takes an inserted segment over, or removes it when nothing is kept. */
  async keep(segment: Segment): Promise<void> {
    const { bytesMax, folder, now } = this.#options;
    if (segment.bytes > bytesMax || segment.bytes === 0) {
      await rm(segment.path, { force: true });
      return;
    }
    await this.#inTurn(async () => {
      const path = join(folder, basename(segment.path));
      await rename(segment.path, path);
      this.#kept.push({ path, bytes: segment.bytes, at: now() });
    });
    await this.prune();
  }

  /** Removes what is too old or too much; everything, when there is no `room` on the disk for it. */
  prune(room = true): Promise<void> {
    const { ageMsMax, bytesMax, now } = this.#options;
    return this.#inTurn(async () => {
      let { bytes } = this.summary();
      const kept = this.#kept.filter(({ at, bytes: own }) => {
        const stays = room && bytes <= bytesMax && now() - at <= ageMsMax;
        if (!stays) bytes -= own;
        return stays;
      });
      const stays = new Set(kept);
      const gone = this.#kept.filter((one) => !stays.has(one));
      this.#kept = kept;
      for (const { path } of gone) await rm(path, { force: true });
    });
  }

  /** Gives the frames of every segment, the oldest first; of one that cannot be read, those that can. */
  async *frames(): AsyncGenerator<Frame[]> {
    for (const { path } of this.#kept.slice()) {
      const content = await readFile(path).catch(() => Buffer.alloc(0)); // pruned meanwhile
      yield readFrames(content).frames.map(({ frame }) => frame);
    }
  }

  /** Forgets what a project sent, or what of it was kept before a moment: it was erased. */
  forget({ project, before = Number.POSITIVE_INFINITY }: { project: string; before?: number }) {
    return this.#inTurn(async () => {
      const remaining: Kept[] = [];
      for (const kept of this.#kept)
        remaining.push(...(kept.at < before ? await without(kept, project) : [kept]));
      this.#kept = remaining;
      await syncFolder(this.#options.folder);
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}

/** The segment without a project's frames; none when there were no others. */
async function without(kept: Kept, project: string): Promise<Kept[]> {
  const { frames } = readFrames(await readFile(kept.path));
  const others = frames.filter(({ frame }) => frame.project !== project);
  if (others.length === frames.length) return [kept];
  const written = `${kept.path}.new`;
  await rm(written, { force: true });
  if (others.length > 0) {
    const file = await createSegmentFile(written, true);
    await file.append(others.flatMap(({ frame }) => encodeFrame(frame)));
    await file.close();
    await utimes(written, new Date(), new Date(kept.at));
    await rename(written, kept.path);
    return [{ ...kept, bytes: (await stat(kept.path)).size }];
  }
  await rm(kept.path, { force: true });
  return [];
}

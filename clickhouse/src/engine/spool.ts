import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EngineError } from "./engine-error.ts";

/**
 * Rows on their way in, as files that the engine reads. They never become part of an SQL text: there
 * the engine would cut them at the first blank line and run the rest.
 */
export class Spool {
  readonly #folder: string;
  readonly #bytesMax: number;
  #bytes = 0;

  /** `bytesMax`: of all rows on their way in. */
  constructor(folder: string, bytesMax = spoolBytesMax) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
  }

  /** Runs `work` with a file of `rows`. @throws {EngineError} when there are too many of them */
  async hold<Result>(rows: Readable, work: (path: string) => Promise<Result>): Promise<Result> {
    const path = join(this.#folder, randomUUID());
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      this.#bytes += chunk.length;
      if (this.#bytes > this.#bytesMax) rows.destroy(tooMuch(this.#bytesMax));
    };
    rows.on("data", count);
    try {
      await pipeline(rows, createWriteStream(path, { flags: "wx", highWaterMark: gatheredBytes }));
      return await work(path);
    } finally {
      await rm(path, { force: true });
      this.#bytes -= bytes;
    }
  }

  /** Removes what a crash left. Only for whoever holds the data folder. */
  async empty(): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names) await rm(join(this.#folder, name), { force: true });
  }
}

/** Chunks that come while one is written are written together, which halves the cost. */
const gatheredBytes = 4 * 2 ** 20;
const spoolBytesMax = 4 * 2 ** 30;

function tooMuch(bytesMax: number): EngineError {
  const message = `Rows on their way in are more than ${bytesMax} bytes`;
  return new EngineError(message, { code: 241, type: "MEMORY_LIMIT_EXCEEDED" });
}

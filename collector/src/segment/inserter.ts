import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import {
  type Attempt,
  type InsertBlocks,
  isDivisible,
  type Piece,
  tokenOf,
} from "./insert-rows.ts";
import { isDoubtful, isRowFault, isTooMuch } from "./store-faults.ts";

export interface InserterOptions {
  insert: InsertBlocks;
  /** Whether the store answers anything at all. */
  reachable: () => Promise<boolean>;
  metrics: Metrics;
  log: Log;
  /** Waits before it tries again; resolves early when all is stopped. */
  wait: (ms: number) => Promise<void>;
}

export const backOffMsMin = 200;
export const backOffMsMax = 15_000;
/** The same rows fail so often, though the store answers, before others are tried without them. */
const triesMax = 4;

/** Gives rows to the store, patiently. */
export class Inserter {
  readonly #options: InserterOptions;
  #count = 0;
  #stopped = false;

  constructor(options: InserterOptions) {
    this.#options = options;
  }

  /** Inserts that the store has answered for. */
  get count(): number {
    return this.#count;
  }

  /** Tries nothing again. */
  stop(): void {
    this.#stopped = true;
  }

  /** Tries until the store takes them, or says that it never will, or takes others but not these. */
  async attempt(pieces: readonly Piece[]): Promise<Attempt> {
    const { log, metrics, reachable, wait } = this.#options;
    let backOffMs = backOffMsMin;
    for (let tries = 1; !this.#stopped; tries += 1) {
      try {
        await this.insert(pieces);
        return { kind: "done" };
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        if (isRowFault(error)) {
          metrics.failed("insert_refused");
          return { kind: "refused", error };
        }
        if (isTooMuch(error) && isDivisible(pieces)) return { kind: "failing", error };
        metrics.failed("flush_retried");
        log.warn("cannot insert; trying again", { backOffMs, error });
        await wait(backOffMs * (0.75 + Math.random() / 2));
        backOffMs = Math.min(backOffMs * 2, backOffMsMax);
        // A store that dies again and again before it is through with so much may live to take half.
        if (tries >= triesMax && isDoubtful(error) && (await reachable()))
          return { kind: "failing", error };
      }
    }
    return { kind: "stopped" };
  }

  /** Inserts rows of one table, once. @throws {StoreError} */
  async insert(pieces: readonly Piece[]): Promise<void> {
    const { insert, metrics } = this.#options;
    const [first] = pieces;
    if (!first) return;
    const { columns, table } = first.block;
    const started = performance.now();
    await insert(
      { table, columns, token: tokenOf(pieces) },
      pieces.map(({ block }) => block.bytes),
    );
    this.#count += 1;
    const rows = pieces.reduce((total, { block }) => total + block.rows, 0);
    metrics.inserted(table, rows, performance.now() - started);
  }
}

import { QueueFullError } from "./errors.ts";

/** A bound on what waits, of which no project may take all. */
export interface Bound {
  bytesMax: number;
  /** What the bytes wait for, for the message: "inserted". */
  what: string;
}

/**
 * Bytes and rows that wait, by project. How much one project may have waiting depends on what is free:
 * eight times that, so that one alone gets eight ninths of the bound, n that flood it get `8 / (8n + 1)`
 * each, and there is always room for who sends little.
 *
 * Source: dynamic thresholds, Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998
 */
export class Shares {
  readonly #bytes = new Map<string, number>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add({ bytes, project, rows }: { project: string; bytes: number; rows: number }): void {
    const held = this.bytesOf(project) + bytes;
    if (held > 0) this.#bytes.set(project, held);
    else this.#bytes.delete(project);
    this.#rows += rows;
  }

  remove({ bytes, project, rows }: { project: string; bytes: number; rows: number }): void {
    this.add({ project, bytes: -bytes, rows: -rows });
  }

  bytesOf(project: string): number {
    return this.#bytes.get(project) ?? 0;
  }

  /**
   * `waiting`: bytes of all projects, which may be more than is held here. What is larger than the whole
   * bound gets in when nothing else waits.
   *
   * @throws {QueueFullError} when there is no place for `bytes` more of this project
   */
  demandPlace(
    request: { project: string; bytes: number },
    waiting: number,
    { bytesMax, what }: Bound,
  ): void {
    const { bytes, project } = request;
    if (waiting === 0) return;
    if (waiting + bytes > bytesMax) {
      const message = `${mib(waiting)} MiB wait to be ${what}, of ${mib(bytesMax)} MiB at most`;
      throw new QueueFullError(message, retryAfterSeconds);
    }
    const held = this.bytesOf(project);
    const share = (bytesMax - waiting) * freeShare;
    if (held === 0 || held + bytes <= share) return;
    const message = `${mib(held)} MiB of project ${project} wait to be ${what}, of ${mib(share)} MiB for one project now`;
    throw new QueueFullError(message, retryAfterSeconds);
  }
}

const freeShare = 8;
const retryAfterSeconds = 5;
const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);

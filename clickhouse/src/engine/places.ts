import { EngineError } from "./engine-error.ts";

/** A bounded number of places, given in order of arrival to those who wait a bounded time. */
export class Places {
  #free: number;
  readonly #waitMsMax: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number, waitMsMax: number) {
    this.#free = count;
    this.#waitMsMax = waitMsMax;
  }

  /** Runs `work` when a place is free. @throws {EngineError} when none became free in time */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#waiting.values().next();
      if (next.done) this.#free += 1;
      else next.value();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.size >= waitingMax) return Promise.reject(tooMany("the queue is full"));
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        this.#waiting.delete(admit);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(admit);
        reject(tooMany(`no place became free within ${this.#waitMsMax} ms`));
      }, this.#waitMsMax);
      this.#waiting.add(admit);
    });
  }
}

const waitingMax = 256;

function tooMany(reason: string): EngineError {
  const error = { code: 202, type: "TOO_MANY_SIMULTANEOUS_QUERIES" };
  return new EngineError(`Too many simultaneous queries: ${reason}`, error);
}

export interface AdaptiveLimitOptions {
  /** Where it starts. Default 20. */
  start?: number;
  /** Default 200. */
  max?: number;
}

/**
 * How many things may run at once, found by trying: one more after as many successes as run at once,
 * half as many when what is called says that it is overloaded.
 *
 * Source: additive increase, multiplicative decrease: D.-M. Chiu, R. Jain, Computer Networks and ISDN
 * Systems 17 (1989).
 */
export class AdaptiveLimit {
  #limit: number;
  #running = 0;
  #successes = 0;
  /** Calls that began before the last halving say nothing about the new limit. */
  #epoch = 0;
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];

  constructor({ max = 200, start = 20 }: AdaptiveLimitOptions = {}) {
    this.#limit = Math.min(start, max);
    this.#max = max;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Waits for a place. The answer gives it back, and says how it went. */
  async acquire(): Promise<(outcome: "ok" | "overloaded") => void> {
    while (this.#running >= this.#limit)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    const epoch = this.#epoch;
    return (outcome) => {
      this.#running--;
      this.#learn(outcome, epoch);
      for (let free = this.#limit - this.#running; free > 0; free--) this.#waiting.shift()?.();
    };
  }

  #learn(outcome: "ok" | "overloaded", epoch: number): void {
    if (outcome === "overloaded") {
      if (epoch !== this.#epoch) return;
      this.#epoch++;
      this.#successes = 0;
      this.#limit = Math.max(1, Math.floor(this.#limit / 2));
      return;
    }
    this.#successes++;
    if (this.#successes < this.#limit) return;
    this.#successes = 0;
    this.#limit = Math.min(this.#max, this.#limit + 1);
  }
}

/** Counts what happened within the last `windowMs`, in buckets, so that old calls fall out by and by. */
export class CallWindow {
  readonly #buckets: { startMs: number; calls: number; failures: number; slow: number }[] = [];
  readonly #bucketMs: number;
  readonly #windowMs: number;

  constructor(windowMs: number, buckets = 10) {
    this.#windowMs = windowMs;
    this.#bucketMs = windowMs / buckets;
  }

  add({ failed, slow }: { failed: boolean; slow: boolean }, nowMs: number): void {
    this.#forget(nowMs);
    let bucket = this.#buckets.at(-1);
    if (bucket === undefined || nowMs >= bucket.startMs + this.#bucketMs) {
      bucket = { startMs: nowMs, calls: 0, failures: 0, slow: 0 };
      this.#buckets.push(bucket);
    }
    bucket.calls += 1;
    if (failed) bucket.failures += 1;
    if (slow) bucket.slow += 1;
  }

  totals(nowMs: number): { calls: number; failures: number; slow: number } {
    this.#forget(nowMs);
    const sums = { calls: 0, failures: 0, slow: 0 };
    for (const { calls, failures, slow } of this.#buckets) {
      sums.calls += calls;
      sums.failures += failures;
      sums.slow += slow;
    }
    return sums;
  }

  clear(): void {
    this.#buckets.length = 0;
  }

  #forget(nowMs: number): void {
    for (;;) {
      const [first] = this.#buckets;
      if (first === undefined || first.startMs + this.#windowMs > nowMs) return;
      this.#buckets.shift();
    }
  }
}

import { StoreError } from "@spanward/clickhouse";
import type { FrameMark } from "./segment.ts";

/** An exporter gives up after ten seconds. */
const waitMsMax = 8_000;
const tooLate = (): StoreError =>
  new StoreError(`not inserted within ${waitMsMax} ms`, { retryable: true });

/** Those who want to be told only when their frame is queryable. */
export class InsertWaiters {
  readonly #waiters = new Map<FrameMark, (error: StoreError | null) => void>();

  /**
   * @throws {StoreError} final when the store refuses the frame; retryable when it takes longer than a
   *   sender waits, or is dismissed. The frame is then inserted all the same, and a repeat changes nothing
   */
  wait(mark: FrameMark): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(mark);
        reject(tooLate());
      }, waitMsMax);
      this.#waiters.set(mark, (error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** `error`: why nothing of the frame will ever be queryable; null when it is. */
  settle(mark: FrameMark, error: Error | null): void {
    const settle = this.#waiters.get(mark);
    this.#waiters.delete(mark);
    settle?.(error && new StoreError(error.message, { retryable: false, cause: error }));
  }

  dismiss(error: StoreError): void {
    for (const settle of this.#waiters.values()) settle(error);
    this.#waiters.clear();
  }
}

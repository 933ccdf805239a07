import { StoreError } from "@spanward/clickhouse";
import type { Refused } from "./quarantine.ts";
import type { Appended, Segment } from "./segment-log.ts";

interface Waiter {
  offset: number;
  settle: (error: StoreError | null) => void;
}

/** An exporter gives up after ten seconds. */
const waitMsMax = 8_000;
const tooLate = (): StoreError =>
  new StoreError(`not inserted within ${waitMsMax} ms`, { retryable: true });

/** Those who want to be told only when their frame is queryable. */
export class InsertWaiters {
  readonly #waiters = new Map<Segment, Waiter[]>();

  /**
   * @throws {StoreError} final when the store refuses the frame; retryable when it takes longer than a
   *   sender waits, or is dismissed. The frame is then inserted all the same, and a repeat changes nothing
   */
  wait({ offset, segment }: Appended): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(segment) ?? [];
      const timer = setTimeout(() => reject(tooLate()), waitMsMax);
      const settle = (error: StoreError | null): void => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      this.#waiters.set(segment, [...waiters, { offset, settle }]);
    });
  }

  settle(segment: Segment, refused: Refused[]): void {
    const waiters = this.#waiters.get(segment) ?? [];
    this.#waiters.delete(segment);
    for (const { offset, settle } of waiters) {
      const { error } = refused.find(({ found }) => found.offset === offset) ?? {};
      const refusal = error && new StoreError(error.message, { retryable: false, cause: error });
      settle(refusal ?? null);
    }
  }

  dismiss(error: StoreError): void {
    for (const waiters of this.#waiters.values()) for (const { settle } of waiters) settle(error);
    this.#waiters.clear();
  }
}

/**
 * The store could not do what was asked.
 *
 * `retryable` tells the caller which way to fail: true when the same request may succeed later (the
 * server is down or overloaded), false when it never will (bad SQL, a bad row). `code` is
 * ClickHouse's error code, null when it did not come from ClickHouse.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly retryable: boolean;
  readonly code: number | null;

  constructor(
    message: string,
    options: { retryable: boolean; code?: number | null; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
    this.code = options.code ?? null;
  }
}

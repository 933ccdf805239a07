import { StoreError } from "@spanward/clickhouse";

/** The store refuses everybody, not these rows: tables, columns or rights are missing. That is for an
 * operator to mend, and until then everything waits. */
const storeFaults = new Set([16, 47, 60, 62, 81, 115, 164, 192, 193, 194, 497, 516]);

/** Whether it is worth while to try the same again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof StoreError)) return true; // the disk's, not the store's
  return error.retryable || isStoreFault(error);
}

const isStoreFault = (error: unknown): boolean =>
  error instanceof StoreError && error.code !== null && storeFaults.has(error.code);

/** MEMORY_LIMIT_EXCEEDED: half of it may do. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 241;

/** The store did not answer at all: it may be gone, or these rows may be what it dies of. */
const isSilent = (error: unknown): boolean => error instanceof StoreError && error.code === null;

/** What the store cannot do now may be about the rows it was given: then it can do others. */
export const isDoubtful = (error: unknown): boolean =>
  isSilent(error) || isTooMuch(error) || isStoreFault(error);

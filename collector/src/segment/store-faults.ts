import { StoreError } from "@spanward/clickhouse";

/**
 * ClickHouse speaks of the rows: they cannot be read, or hold what their columns do not. Any other error,
 * known or not, may be the store's own, and rows are not put aside for that.
 */
const rowFaults = new Set([
  6, 7, 9, 10, 20, 24, 25, 26, 27, 32, 33, 34, 38, 39, 40, 41, 44, 50, 53, 69, 70, 72, 117, 128,
  130, 131, 190, 246, 321, 349, 395, 407, 469, 691,
]);

/** Whether these rows will never be taken, however often they are tried. */
export const isRowFault = (error: unknown): boolean =>
  error instanceof StoreError && error.code !== null && rowFaults.has(error.code);

/** MEMORY_LIMIT_EXCEEDED: half of it may do. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 241;

/**
 * Whether it may be about the rows, after all. It is not when ClickHouse says what it lacks: time, disk,
 * replicas, fewer parts.
 */
export const isDoubtful = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === null || !error.retryable || isTooMuch(error));

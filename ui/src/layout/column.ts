/** One number per row of a trace. Two kinds of array only, so that reading them stays fast. */
export type Column = Int32Array | Float64Array;

/** `column[row]` where the row is known to exist: rows come from the trace itself. */
export function at(column: Column, row: number): number {
  return column[row] ?? 0;
}

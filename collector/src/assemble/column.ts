/** An entry of a column that is known to be there. */
export function at(column: Int32Array | Float64Array | Uint8Array, index: number): number {
  return column[index] ?? -1;
}

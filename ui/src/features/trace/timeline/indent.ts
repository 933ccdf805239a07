/** Deeper rows are not indented further: their names would have no room. */
const levelsMax = 24;

/** How far a row's name stands from the left, in px; one without a fold keeps its room. */
export function indentOf(level: number, hasFold: boolean): number {
  return 8 + Math.min(level, levelsMax) * 14 + (hasFold ? 0 : 19);
}

/** A walk through the rows of a trace that starts again at the other end. */
export interface Seek {
  count: number; // rows
  from: number; // the row to leave; -1 to begin at an end
  direction: 1 | -1;
}

/** The next row that matches, the one left included when it is the only one; -1 when none does. */
export function seekRow(seek: Seek, matches: (row: number) => boolean): number {
  const { count, from, direction } = seek;
  const start = from < 0 && direction < 0 ? count : from;
  for (let step = 1; step <= count; step++) {
    const row = (((start + direction * step) % count) + count) % count;
    if (matches(row)) return row;
  }
  return -1;
}

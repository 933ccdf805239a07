import { at } from "./column.ts";
import { spanIdOf, type TraceColumns } from "./trace-columns.ts";

/** What the reader has put away. */
export interface Folding {
  folded: Int32Array; // by row: 1 hides the rows below it
  hiddenKinds: ReadonlySet<string>; // rows of these kinds are left out, their descendants stay
}

/** The rows to show from top to bottom, and how far each is indented. */
export interface VisibleRows {
  rows: Int32Array;
  levels: Int32Array; // 0 for the outermost; a hidden row does not indent what is below it
}

/** Walks the pre-order once; a folded subtree is skipped without a visit. */
export function visibleRows(columns: TraceColumns, { folded, hiddenKinds }: Folding): VisibleRows {
  const { count, parent, subtree, kind } = columns;
  const hidden = columns.kinds.map((name) => hiddenKinds.has(name));
  const rows = new Int32Array(count);
  const levels = new Int32Array(count);
  const inner = new Int32Array(count); // by row: the level of what is directly below it
  let length = 0;
  let row = 0;
  while (row < count) {
    const above = at(parent, row);
    const level = above < 0 ? 0 : at(inner, above);
    const isHidden = hidden[at(kind, row)] === true;
    inner[row] = isHidden ? level : level + 1;
    if (!isHidden) {
      rows[length] = row;
      levels[length] = level;
      length += 1;
    }
    row += !isHidden && at(folded, row) === 1 ? at(subtree, row) : 1;
  }
  return { rows: rows.subarray(0, length), levels: levels.subarray(0, length) };
}

/** Where a row stands among the visible ones; -1 when it is folded away or of a hidden kind. */
export function positionOf({ rows }: VisibleRows, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at(rows, middle);
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The same folding with every ancestor of `row` open; the array itself when nothing changes. */
export function openTo(columns: TraceColumns, folded: Int32Array, row: number): Int32Array {
  let opened = folded;
  for (let above = at(columns.parent, row); above >= 0; above = at(columns.parent, above)) {
    if (at(opened, above) === 0) continue;
    if (opened === folded) opened = folded.slice();
    opened[above] = 0;
  }
  return opened;
}

/** The folding of an older answer carried over to a newer one, by span id. */
export function carryFolding(
  folded: Int32Array,
  before: TraceColumns,
  after: TraceColumns,
): Int32Array {
  const carried = new Int32Array(after.count);
  const ids = new Set<string>();
  for (const [row, isFolded] of folded.entries()) {
    if (isFolded === 1) ids.add(spanIdOf(before, row));
  }
  if (ids.size === 0) return carried;
  for (let row = 0; row < after.count; row++) if (ids.has(spanIdOf(after, row))) carried[row] = 1;
  return carried;
}

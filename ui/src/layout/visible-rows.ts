import { at } from "./column.ts";
import type { Repeats } from "./repeats.ts";
import { spanIdOf, type TraceColumns } from "./trace-columns.ts";

/** What the reader has put away. */
export interface Folding {
  folded: Int32Array; // by row: 1 hides the rows below it
  hiddenKinds: ReadonlySet<string>; // rows of these kinds are left out, their descendants stay
  repeats: Repeats;
  openRepeats: Uint8Array; // by repeat: 1 shows its rows below its head
  wanted: Int32Array | null; // only these rows and what is above them; null: all
}

/** The rows to show from top to bottom, and how far each is indented. */
export interface VisibleRows {
  rows: Int32Array; // a repeat's head has the number of its first row
  levels: Int32Array; // 0 for the outermost; a hidden row does not indent what is below it
  heads: Int32Array; // the repeat whose head stands here, -1: a row of its own
}

/** Walks the pre-order once; a folded subtree and a closed repeat are skipped without a visit. */
export function visibleRows(columns: TraceColumns, folding: Folding): VisibleRows {
  const { count, parent, subtree, kind } = columns;
  const { folded, repeats, openRepeats } = folding;
  const hidden = columns.kinds.map((name) => folding.hiddenKinds.has(name));
  const kept = folding.wanted && withAncestors(columns, folding.wanted);
  const list = new RowList(count + repeats.list.length);
  const inner = new Int32Array(count); // by row: the level of what is directly below it
  let row = 0;
  while (row < count) {
    if (kept?.[row] === 0) {
      row += at(subtree, row);
      continue;
    }
    const above = at(parent, row);
    const outer = above < 0 ? 0 : at(inner, above);
    const repeat = at(repeats.of, row);
    const group = repeats.list[repeat];
    if (group?.from === row) list.add(row, outer, repeat);
    if (group?.from === row && openRepeats[repeat] !== 1) {
      row = group.to;
      continue;
    }
    const level = group === undefined ? outer : outer + 1;
    const isHidden = hidden[at(kind, row)] === true;
    inner[row] = isHidden ? level : level + 1;
    if (!isHidden) list.add(row, level, -1);
    row += !isHidden && at(folded, row) === 1 ? at(subtree, row) : 1;
  }
  return list.finish();
}

/** By row: 1 for those asked for and everything above them. */
function withAncestors({ count, parent }: TraceColumns, rows: Int32Array): Uint8Array {
  const kept = new Uint8Array(count);
  for (const row of rows) {
    for (let up = row; up >= 0 && kept[up] === 0; up = at(parent, up)) kept[up] = 1;
  }
  return kept;
}

class RowList {
  readonly #rows: Int32Array;
  readonly #levels: Int32Array;
  readonly #heads: Int32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#rows = new Int32Array(capacity);
    this.#levels = new Int32Array(capacity);
    this.#heads = new Int32Array(capacity);
  }

  add(row: number, level: number, head: number): void {
    this.#rows[this.#length] = row;
    this.#levels[this.#length] = level;
    this.#heads[this.#length] = head;
    this.#length += 1;
  }

  finish(): VisibleRows {
    return {
      rows: this.#rows.subarray(0, this.#length),
      levels: this.#levels.subarray(0, this.#length),
      heads: this.#heads.subarray(0, this.#length),
    };
  }
}

/**
 * Where a row stands among the visible ones; -1 when it is folded away or of a hidden kind. The first
 * row of a closed repeat stands where its head does.
 */
export function positionOf({ rows }: VisibleRows, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(rows, middle) <= row) low = middle;
    else high = middle - 1;
  }
  return rows.length > 0 && at(rows, low) === row ? low : -1;
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

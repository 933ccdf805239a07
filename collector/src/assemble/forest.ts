import { at } from "./column.ts";

/** What a trace's tree is made of: one value for each span. Times are nanoseconds since the trace's start. */
export interface SpanPlaces {
  spanId: readonly string[]; // distinct
  parentSpanId: readonly string[]; // "" for a root
  startNs: Float64Array;
}

/**
 * The spans of a trace as trees, in pre-order: row `r` is followed by its descendants. Siblings, and
 * trees, are in order of start, those of one start in order of their id, so that no two orders of
 * arrival give two forests.
 */
export interface Forest {
  /** row → index of the span in the columns it was built from */
  span: Int32Array;
  /** row → the parent's row, -1 for a root */
  parent: Int32Array;
  /** row → rows of its subtree, itself included */
  subtree: Int32Array;
  /** row → 1: it names a parent that is not there, or is its own ancestor */
  orphan: Uint8Array;
  /** rows in order of start, as siblings are */
  byStart: Int32Array;
}

const none = -1;

/**
 * Builds the forest, in time that grows with the number of spans and without recursion. A span whose
 * parent is not there is a root. Of spans that are each other's ancestors the earliest is.
 */
export function buildForest(places: SpanPlaces): Forest {
  const byStart = sortByStart(places);
  const { parent, orphan } = findParents(places, byStart);
  return inPreOrder(parent, orphan, byStart);
}

function sortByStart({ spanId, startNs }: SpanPlaces): Int32Array {
  const indexes = Int32Array.from(spanId, (_, i) => i);
  return indexes.toSorted((one, other) => {
    const difference = at(startNs, one) - at(startNs, other);
    if (difference !== 0) return difference;
    return (spanId[one] ?? "") < (spanId[other] ?? "") ? -1 : 1;
  });
}

/** The parent of each span by index, cut where it is not there and where parents form a ring. */
function findParents(places: SpanPlaces, byStart: Int32Array) {
  const { spanId, parentSpanId } = places;
  const indexOf = new Map(spanId.map((id, index) => [id, index]));
  const parent = Int32Array.from(parentSpanId, (id) => indexOf.get(id) ?? none);
  const orphan = Uint8Array.from(parentSpanId, (id, index) =>
    id !== "" && at(parent, index) === none ? 1 : 0,
  );
  // The walk up from each span is numbered; meeting its own number again, it has gone round a ring.
  const walkOf = new Int32Array(spanId.length);
  const rank = ranksOf(byStart);
  for (let start = 0; start < spanId.length; start++) {
    let index = start;
    while (index !== none && walkOf[index] === 0) {
      walkOf[index] = start + 1;
      index = at(parent, index);
    }
    if (index !== none && walkOf[index] === start + 1) {
      const first = earliestOfRing(parent, rank, index);
      parent[first] = none;
      orphan[first] = 1;
    }
  }
  return { parent, orphan };
}

function earliestOfRing(parent: Int32Array, rank: Int32Array, member: number): number {
  let earliest = member;
  for (let index = at(parent, member); index !== member; index = at(parent, index)) {
    if (at(rank, index) < at(rank, earliest)) earliest = index;
  }
  return earliest;
}

function inPreOrder(parent: Int32Array, orphan: Uint8Array, byStart: Int32Array): Forest {
  const count = parent.length;
  const { firstChild, nextSibling, firstRoot } = linkChildren(parent, byStart);
  const span = new Int32Array(count);
  const rowOf = new Int32Array(count);
  const parentRow = new Int32Array(count).fill(none);
  const waiting = [firstRoot]; // what comes after the children of each span above
  let row = 0;
  while (waiting.length > 0) {
    const index = waiting.pop() ?? none;
    if (index === none) continue;
    span[row] = index;
    rowOf[index] = row;
    const above = at(parent, index);
    if (above !== none) parentRow[row] = at(rowOf, above);
    row++;
    waiting.push(at(nextSibling, index), at(firstChild, index));
  }
  return {
    span,
    parent: parentRow,
    subtree: sizesOf(parentRow),
    orphan: Uint8Array.from(span, (index) => at(orphan, index)),
    byStart: byStart.map((index) => at(rowOf, index)),
  };
}

function linkChildren(parent: Int32Array, byStart: Int32Array) {
  const firstChild = new Int32Array(parent.length).fill(none);
  const nextSibling = new Int32Array(parent.length).fill(none);
  let firstRoot = none;
  // From the last to the first, so that each goes before those that start after it.
  for (let i = byStart.length - 1; i >= 0; i--) {
    const index = at(byStart, i);
    const above = at(parent, index);
    nextSibling[index] = above === none ? firstRoot : at(firstChild, above);
    if (above === none) firstRoot = index;
    else firstChild[above] = index;
  }
  return { firstChild, nextSibling, firstRoot };
}

function sizesOf(parentRow: Int32Array): Int32Array {
  const subtree = new Int32Array(parentRow.length).fill(1);
  for (let row = subtree.length - 1; row >= 0; row--) {
    const above = at(parentRow, row);
    if (above !== none) subtree[above] = at(subtree, above) + at(subtree, row);
  }
  return subtree;
}

function ranksOf(byStart: Int32Array): Int32Array {
  const rank = new Int32Array(byStart.length);
  for (const [position, index] of byStart.entries()) rank[index] = position;
  return rank;
}

import { at } from "./column.ts";
import type { Forest } from "./forest.ts";
import type { Times } from "./own-time.ts";

/**
 * The rows that the trace's duration hangs on: 1 for each of them. From the end of a span backwards,
 * its child that finished last, then the child that finished last before that one began, and so on,
 * and the same inside each of them. Children are cut to the time of their parent; roots are the
 * children of the trace. What took no time is never on the path.
 *
 * Source: the last-finishing-child walk of Jaeger's critical path.
 */
export function criticalPath(forest: Forest, times: Times): Uint8Array {
  const { parent } = forest;
  const endNs = cutToParents(forest, times);
  const children = childrenByEnd(parent, endNs);
  const onPath = new Uint8Array(parent.length);
  const waiting: number[] = [root];
  while (waiting.length > 0) {
    const above = waiting.pop() ?? root;
    let reached = above === root ? Number.POSITIVE_INFINITY : at(endNs, above);
    for (const row of children.of(above)) {
      const start = at(times.startNs, row);
      if (at(endNs, row) > reached || at(endNs, row) <= start) continue;
      onPath[row] = 1;
      reached = start;
      waiting.push(row);
    }
  }
  return onPath;
}

const root = -1;

/** When each row ended, at the latest when its parent did. Rows are in pre-order, so parents come first. */
function cutToParents({ parent }: Forest, { endNs }: Times): Float64Array {
  const cut = Float64Array.from(endNs);
  for (let row = 0; row < cut.length; row++) {
    const above = at(parent, row);
    if (above !== root) cut[row] = Math.min(at(cut, row), at(cut, above));
  }
  return cut;
}

/** The children of each row, those that ended last first. */
function childrenByEnd(parent: Int32Array, endNs: Float64Array) {
  const rows = Int32Array.from(parent, (_, row) => row).toSorted(
    (one, other) =>
      at(parent, one) - at(parent, other) || at(endNs, other) - at(endNs, one) || other - one,
  );
  const first = new Int32Array(parent.length + 2);
  for (const above of parent) first[above + 2] = at(first, above + 2) + 1;
  for (let i = 1; i < first.length; i++) first[i] = at(first, i) + at(first, i - 1);
  return { of: (row: number) => rows.subarray(at(first, row + 1), at(first, row + 2)) };
}

import { at } from "./column.ts";
import type { Steps } from "./steps.ts";
import { statusError, type TraceColumns } from "./trace-columns.ts";

/** Steps that came again and again, one after the other, below one parent. */
export interface Repeat {
  from: number; // its first row
  to: number; // past its last row, what is below the steps included
  period: number; // steps in one round, 1..{@link periodMax}
  rounds: number; // at least {@link roundsMin}
  errors: number; // rows in it that failed
}

/** The repeats of a trace, and which one each row is a step of. */
export interface Repeats {
  list: Repeat[]; // in order of `from`
  of: Int32Array; // by row: index into `list` of the repeat it is directly in, -1 for none
}

/** Longer rounds are not looked for. */
export const periodMax = 6;
/** Fewer rounds are not worth a fold. */
export const roundsMin = 3;

/**
 * Finds repeated sequences among siblings. Two steps are alike when they are the same step of the same
 * agent and both failed below or neither did: a round with an error stands between the rounds that went
 * well, and is not hidden among them. Rows of quiet kinds do not interrupt a round.
 *
 * From left to right, the period that covers most rows wins, the shorter one among equals. Each
 * period's comparison is carried on from row to row, so that the work is O(rows × periods).
 */
export function findRepeats(
  columns: TraceColumns,
  steps: Pick<Steps, "stepOf">,
  quietKinds: ReadonlySet<string>,
): Repeats {
  const list: Repeat[] = [];
  const of = new Int32Array(columns.count).fill(-1);
  const failed = failuresBelow(columns);
  const quiet = columns.kinds.map((kind) => quietKinds.has(kind));
  const isQuiet = (row: number) => quiet[at(columns.kind, row)] === true;
  const families = groupSiblings(columns, isQuiet);
  const signature = (row: number) => at(steps.stepOf, row) * 2 + (at(failed, row) > 0 ? 1 : 0);
  for (const family of families) {
    const signatures = family.map((row) => signature(row));
    for (const { start, period, rounds } of findRuns(signatures)) {
      const members = family.subarray(start, start + period * rounds);
      const last = members.at(-1) ?? 0;
      const repeat = { from: at(members, 0), to: last + at(columns.subtree, last), period, rounds };
      let errors = 0;
      // Not from member to member: what is quiet between them belongs to the repeat as well.
      for (let row = repeat.from; row < repeat.to; row += at(columns.subtree, row)) {
        of[row] = list.length;
        errors += at(failed, row);
      }
      list.push({ ...repeat, errors });
    }
  }
  return inOrder(list, of);
}

/** A repeated piece of a sequence. */
interface Run {
  start: number;
  period: number;
  rounds: number;
}

/** The repeated pieces of a sequence, from left to right, never overlapping. */
export function findRuns(signatures: Int32Array): Run[] {
  const { length } = signatures;
  const runs: Run[] = [];
  // alike[p]: how many steps from here on equal the one `p` after them; valid up to `known[p]`.
  const until = new Int32Array(periodMax + 1);
  let start = 0;
  while (start <= length - roundsMin) {
    const best = longestRun(signatures, start, until);
    if (best === null) {
      start += 1;
    } else {
      runs.push(best);
      start += best.period * best.rounds;
    }
  }
  return runs;
}

/** `until[p]` is where the last comparison of period `p` ended: it need not be done again before that. */
function longestRun(signatures: Int32Array, start: number, until: Int32Array): Run | null {
  let best: Run | null = null;
  for (let period = 1; period <= periodMax; period++) {
    let end = Math.max(start, at(until, period));
    while (end + period < signatures.length && signatures[end] === signatures[end + period]) end++;
    until[period] = end;
    const rounds = Math.floor((end - start) / period) + 1;
    if (rounds >= roundsMin && rounds * period > (best ? best.period * best.rounds : 0)) {
      best = { start, period, rounds };
    }
  }
  return best;
}

/** Rows that failed in each row's subtree, itself included. */
function failuresBelow({ count, parent, status }: TraceColumns): Int32Array {
  const failed = new Int32Array(count);
  for (let row = count - 1; row >= 0; row--) {
    if (at(status, row) === statusError) failed[row] = at(failed, row) + 1;
    const above = at(parent, row);
    if (above >= 0) failed[above] = at(failed, above) + at(failed, row);
  }
  return failed;
}

/** The children of every row, and the roots; those that are quiet and bear nothing are left out. */
function groupSiblings(columns: TraceColumns, isQuiet: (row: number) => boolean): Int32Array[] {
  const { count, parent, subtree } = columns;
  const counts = new Int32Array(count + 1); // by parent + 1
  const isLeftOut = (row: number) => at(subtree, row) === 1 && isQuiet(row);
  for (let row = 0; row < count; row++) {
    if (!isLeftOut(row)) counts[at(parent, row) + 1] = at(counts, at(parent, row) + 1) + 1;
  }
  const starts = new Int32Array(count + 2);
  for (let index = 0; index <= count; index++) {
    starts[index + 1] = at(starts, index) + at(counts, index);
  }
  const filled = starts.slice();
  const members = new Int32Array(at(starts, count + 1));
  for (let row = 0; row < count; row++) {
    if (isLeftOut(row)) continue;
    const family = at(parent, row) + 1;
    members[at(filled, family)] = row;
    filled[family] = at(filled, family) + 1;
  }
  const families: Int32Array[] = [];
  for (let family = 0; family <= count; family++) {
    if (at(counts, family) < roundsMin) continue;
    families.push(members.subarray(at(starts, family), at(starts, family + 1)));
  }
  return families;
}

/** Families are visited by parent; readers of the list go by row. */
function inOrder(list: Repeat[], of: Int32Array): Repeats {
  const order = list.map((_, index) => index);
  order.sort((a, b) => (list[a]?.from ?? 0) - (list[b]?.from ?? 0));
  const place = new Int32Array(list.length);
  for (const [index, before] of order.entries()) place[before] = index;
  for (const [row, index] of of.entries()) if (index >= 0) of[row] = at(place, index);
  return { list: order.flatMap((index) => list[index] ?? []), of };
}

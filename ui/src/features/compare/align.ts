import { at } from "../../layout/column.ts";

/** How two sequences correspond: pairs of places in order; -1 where one side has nothing. */
export interface Alignment {
  left: Int32Array;
  right: Int32Array;
  /** Whether no alignment has fewer places without a counterpart. */
  isShortest: boolean;
}

/**
 * Differences searched for exactly in one stretch. Past it the furthest way found is kept, and the
 * search begins anew behind it: two sequences of 10,000 that have nothing in common then take time in
 * proportion to their length. Such an alignment is right, but may not be the shortest.
 */
export const editsMax = 1000;

/**
 * Aligns two sequences of keys: equal keys stand beside each other. Time grows with the length times the
 * number of differences, and never faster than with the length times {@link editsMax}.
 * Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
 */
export function align(left: Int32Array, right: Int32Array, limit = editsMax): Alignment {
  const pairs: { left: number[]; right: number[] } = { left: [], right: [] };
  let isShortest = true;
  for (let x = 0, y = 0; x < left.length || y < right.length;) {
    const way = furthest({ left: left.subarray(x), right: right.subarray(y) }, limit);
    for (const step of way.steps) {
      pairs.left.push(step === onlyRight ? -1 : x++);
      pairs.right.push(step === onlyLeft ? -1 : y++);
    }
    isShortest &&= way.isWhole;
  }
  return {
    left: Int32Array.from(pairs.left),
    right: Int32Array.from(pairs.right),
    isShortest,
  };
}

const both = 0;
const onlyLeft = 1;
const onlyRight = 2;

/** Steps from the start; the whole way, or as far as the differences allowed lead. */
interface Way {
  steps: number[];
  isWhole: boolean;
}

/** The place that the furthest way of a round reaches on each diagonal (left place - right place). */
class Round {
  readonly #ends: Int32Array;
  readonly edits: number;

  constructor(edits: number) {
    this.edits = edits;
    this.#ends = new Int32Array(2 * edits + 3).fill(-1);
  }

  end(diagonal: number): number {
    return Math.abs(diagonal) > this.edits ? -1 : at(this.#ends, diagonal + this.edits);
  }

  reach(diagonal: number, x: number): void {
    this.#ends[diagonal + this.edits] = x;
  }

  /** Whether the next round comes to a diagonal best by taking one more from the right. */
  goesDown(diagonal: number): boolean {
    return this.end(diagonal - 1) < this.end(diagonal + 1);
  }
}

function furthest(sides: { left: Int32Array; right: Int32Array }, limit: number): Way {
  const { left, right } = sides;
  const rounds: Round[] = [];
  let best = { x: 0, diagonal: 0 };
  for (let edits = 0; edits <= limit; edits++) {
    const before = rounds.at(-1);
    const round = new Round(edits);
    rounds.push(round);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = before ? firstOn(before, diagonal) : 0;
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x++;
      const y = x - diagonal;
      round.reach(diagonal, x);
      if (x > left.length || y > right.length) continue;
      if (2 * x - diagonal > 2 * best.x - best.diagonal) best = { x, diagonal };
      if (x === left.length && y === right.length) {
        return { steps: retrace(rounds, { x, diagonal }), isWhole: true };
      }
    }
  }
  // The furthest one may be of an earlier round; what was found later is not needed then.
  while (rounds.length > 1 && rounds.at(-1)?.end(best.diagonal) !== best.x) rounds.pop();
  return { steps: retrace(rounds, best), isWhole: false };
}

const firstOn = (before: Round, diagonal: number): number =>
  before.goesDown(diagonal) ? before.end(diagonal + 1) : before.end(diagonal - 1) + 1;

/** The steps that led to a place of the last round, from the start. */
function retrace(rounds: readonly Round[], to: { x: number; diagonal: number }): number[] {
  const steps: number[] = [];
  let { x, diagonal } = to;
  for (let index = rounds.length - 2; index >= 0; index--) {
    const before = rounds[index];
    if (!before) break;
    const first = firstOn(before, diagonal);
    for (; x > first; x--) steps.push(both);
    const goesDown = before.goesDown(diagonal);
    steps.push(goesDown ? onlyRight : onlyLeft);
    if (!goesDown) x--;
    diagonal += goesDown ? 1 : -1;
  }
  for (; x > 0; x--) steps.push(both);
  return steps.toReversed();
}

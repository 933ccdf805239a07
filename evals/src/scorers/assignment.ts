/**
 * Pairs rows with columns so that the sum of gains is greatest; each row and column is used at most once.
 * Gains must not be negative.
 *
 * Source: H. Kuhn, Naval Research Logistics Quarterly 2 (1955); in the O(n³) form with potentials of
 * E. Lawler, "Combinatorial Optimization" (1976).
 *
 * @param gains rectangular: `gains[row][column]`
 * @returns the column of each row; null where a row is left alone
 */
export function bestAssignment(gains: readonly (readonly number[])[]): (number | null)[] {
  const columns = gains[0]?.length ?? 0;
  const matching = new Matching(gains, Math.max(gains.length, columns));
  for (let row = 1; row <= matching.size; row++) matching.addRow(row);
  const columnOf = gains.map((): number | null => null);
  for (let column = 1; column <= columns; column++) {
    const row = at(matching.rowOf, column);
    if (row <= gains.length) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}

/** A matching that grows by a row at a time along cheapest augmenting paths. Counts from 1; 0 is none. */
class Matching {
  readonly size: number;
  readonly rowOf: Int32Array; // by column
  readonly #gains: readonly (readonly number[])[];
  readonly #rowPotential: Float64Array;
  readonly #columnPotential: Float64Array;

  constructor(gains: readonly (readonly number[])[], size: number) {
    this.size = size;
    this.#gains = gains;
    this.rowOf = new Int32Array(size + 1);
    this.#rowPotential = new Float64Array(size + 1);
    this.#columnPotential = new Float64Array(size + 1);
  }

  addRow(row: number): void {
    const search: Search = {
      least: new Float64Array(this.size + 1).fill(Infinity),
      before: new Int32Array(this.size + 1),
      done: new Uint8Array(this.size + 1),
    };
    this.rowOf[0] = row;
    let column = 0;
    while (at(this.rowOf, column) !== 0) {
      this.#reach(search, column);
      column = nearest(search);
      this.#shift(search, at(search.least, column));
    }
    while (column !== 0) {
      const former = at(search.before, column);
      this.rowOf[column] = at(this.rowOf, former);
      column = former;
    }
  }

  /** What the other columns cost by way of this one. */
  #reach({ before, done, least }: Search, column: number): void {
    done[column] = 1;
    const row = at(this.rowOf, column);
    for (let other = 1; other <= this.size; other++) {
      const cost = -(this.#gains[row - 1]?.[other - 1] ?? 0);
      const reduced = cost - at(this.#rowPotential, row) - at(this.#columnPotential, other);
      if (done[other] || reduced >= at(least, other)) continue;
      least[other] = reduced;
      before[other] = column;
    }
  }

  #shift({ done, least }: Search, delta: number): void {
    for (let column = 0; column <= this.size; column++) {
      const row = at(this.rowOf, column);
      if (done[column]) {
        this.#rowPotential[row] = at(this.#rowPotential, row) + delta;
        this.#columnPotential[column] = at(this.#columnPotential, column) - delta;
      } else least[column] = at(least, column) - delta;
    }
  }
}

interface Search {
  least: Float64Array; // the cost of reaching each column
  before: Int32Array; // the column it is reached from
  done: Uint8Array;
}

function nearest({ done, least }: Search): number {
  let best = 0;
  for (let column = 1; column < least.length; column++)
    if (!done[column] && (best === 0 || at(least, column) < at(least, best))) best = column;
  return best;
}

const at = (values: Float64Array | Int32Array, index: number): number => values[index] ?? 0;

import { at } from "../../layout/column.ts";
import type { TraceColumns } from "../../layout/trace-columns.ts";
import {
  carryFolding,
  openTo,
  positionOf,
  type VisibleRows,
  visibleRows,
} from "../../layout/visible-rows.ts";

/** Which rows of a trace are shown: what the reader folded, and which kinds were hidden. */
export class TraceRows {
  readonly #columns: () => TraceColumns;
  #folds = $state.raw<{ columns: TraceColumns; folded: Int32Array } | null>(null);

  /** Kinds left out until the reader asks for them. */
  readonly quietKinds: ReadonlySet<string> = new Set(["noise"]);
  /** Kinds not shown. */
  hiddenKinds = $state.raw<ReadonlySet<string>>(this.quietKinds);

  readonly #folded: Int32Array = $derived.by(() => {
    const current = this.#columns();
    if (this.#folds === null) return new Int32Array(current.count);
    const { columns, folded } = this.#folds;
    return columns === current ? folded : carryFolding(folded, columns, current);
  });
  readonly visible: VisibleRows = $derived.by(() =>
    visibleRows(this.#columns(), { folded: this.#folded, hiddenKinds: this.hiddenKinds }),
  );

  constructor(columns: () => TraceColumns) {
    this.#columns = columns;
  }

  /** Where a row stands among the visible ones; -1 when it cannot be seen. */
  positionOf(row: number): number {
    return positionOf(this.visible, row);
  }

  hasBelow(row: number): boolean {
    return at(this.#columns().subtree, row) > 1;
  }

  /** Whether the rows below a row are folded away. */
  isFolded(row: number): boolean {
    return at(this.#folded, row) === 1;
  }

  toggleFold(row: number): void {
    const folded = this.#folded.slice();
    folded[row] = 1 - at(folded, row);
    this.#fold(folded);
  }

  /** Opens what is folded above a row and shows its kind. */
  reveal(row: number): void {
    const columns = this.#columns();
    this.#fold(openTo(columns, this.#folded, row));
    const kind = columns.kinds[at(columns.kind, row)] ?? "";
    if (this.hiddenKinds.has(kind)) this.toggleKind(kind);
  }

  /** Folds everything below the outermost rows; `kept` stays in view, -1 for none. */
  foldAll(kept: number): void {
    const columns = this.#columns();
    const { count, subtree, depth } = columns;
    const folded = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      if (at(depth, row) > 0 && at(subtree, row) > 1) folded[row] = 1;
    }
    this.#fold(kept < 0 ? folded : openTo(columns, folded, kept));
  }

  openAll(): void {
    this.#folds = null;
  }

  toggleKind(kind: string): void {
    const hidden = new Set(this.hiddenKinds);
    if (!hidden.delete(kind)) hidden.add(kind);
    this.hiddenKinds = hidden;
  }

  #fold(folded: Int32Array): void {
    if (folded !== this.#folded) this.#folds = { columns: this.#columns(), folded };
  }
}

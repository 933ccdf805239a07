import { timed } from "../../user-timing.ts";
import { at } from "../../layout/column.ts";
import { findRepeats, type Repeat, type Repeats } from "../../layout/repeats.ts";
import type { Steps } from "../../layout/steps.ts";
import { spanIdOf, type TraceColumns } from "../../layout/trace-columns.ts";
import {
  carryFolding,
  openTo,
  positionOf,
  type VisibleRows,
  visibleRows,
} from "../../layout/visible-rows.ts";

/** Up to this many steps are read faster than they are unfolded. */
const unfoldedMax = 200;

/** What the rows are made of. */
interface RowSource {
  columns: TraceColumns;
  steps: Steps;
  wanted: Int32Array | null; // only these rows and what is above them; null: all
}

/** Which rows of a trace are shown: what the reader folded, repeats, and which kinds were hidden. */
export class TraceRows {
  readonly #source: () => RowSource;
  #folds = $state.raw<{ columns: TraceColumns; folded: Int32Array } | null>(null);
  /** By the span id of a repeat's first row: what the reader made of it. */
  #repeatsOpened = $state.raw<ReadonlyMap<string, boolean>>(new Map());

  /** Kinds left out until the reader asks for them. */
  readonly quietKinds: ReadonlySet<string> = new Set(["noise"]);
  /** Kinds not shown. */
  hiddenKinds = $state.raw<ReadonlySet<string>>(this.quietKinds);
  /** Whether repeats are folded; null: in traces of more than 200 steps. */
  foldRepeats = $state<boolean | null>(null);

  readonly foldsRepeats: boolean = $derived.by(
    () => this.foldRepeats ?? this.#source().columns.count > unfoldedMax,
  );
  /** All repeats of the trace, folded or not. */
  readonly allRepeats: Repeats = $derived.by(() => {
    const { columns, steps } = this.#source();
    return timed("fold repeats", () => findRepeats(columns, steps, this.hiddenKinds));
  });
  /** The repeats that have a head of their own; none unless {@link foldsRepeats}. */
  readonly repeats: Repeats = $derived.by(() =>
    this.foldsRepeats && this.#source().wanted === null
      ? this.allRepeats
      : { list: [], of: new Int32Array(this.#source().columns.count).fill(-1) },
  );
  /** One that holds an error is open until the reader closes it. */
  readonly #openRepeats: Uint8Array = $derived.by(() => {
    const { columns } = this.#source();
    return Uint8Array.from(this.repeats.list, ({ from, errors }) => {
      const choice = this.#repeatsOpened.size === 0 ? undefined : this.#choiceFor(columns, from);
      return (choice ?? errors > 0) ? 1 : 0;
    });
  });
  readonly #folded: Int32Array = $derived.by(() => {
    const { columns: current } = this.#source();
    if (this.#folds === null) return new Int32Array(current.count);
    const { columns, folded } = this.#folds;
    return columns === current ? folded : carryFolding(folded, columns, current);
  });
  readonly visible: VisibleRows = $derived.by(() =>
    visibleRows(this.#source().columns, {
      folded: this.#folded,
      hiddenKinds: this.hiddenKinds,
      repeats: this.repeats,
      openRepeats: this.#openRepeats,
      wanted: this.#source().wanted,
    }),
  );

  constructor(source: () => RowSource) {
    this.#source = source;
  }

  /** Where a row stands among the visible ones; -1 when it cannot be seen. */
  positionOf(row: number): number {
    return positionOf(this.visible, row);
  }

  /** The repeat whose head stands at a place; null: a row of its own. */
  repeatAt(position: number): Repeat | null {
    return this.repeats.list[this.visible.heads[position] ?? -1] ?? null;
  }

  hasBelow(row: number): boolean {
    return at(this.#source().columns.subtree, row) > 1;
  }

  /** Whether the rows below a row are folded away. */
  isFolded(row: number): boolean {
    return at(this.#folded, row) === 1;
  }

  /** Whether the rows of a repeat are shown. */
  isOpen(repeat: Repeat): boolean {
    return this.#openRepeats[at(this.repeats.of, repeat.from)] === 1;
  }

  toggleFold(row: number): void {
    const folded = this.#folded.slice();
    folded[row] = 1 - at(folded, row);
    this.#fold(folded);
  }

  toggleRepeat(repeat: Repeat): void {
    this.#openRepeat(repeat, !this.isOpen(repeat));
  }

  /** Opens what is folded above a row and shows its kind. */
  reveal(row: number): void {
    const { columns } = this.#source();
    this.revealHead(row);
    const repeat = this.repeats.list[at(this.repeats.of, row)];
    if (repeat && !this.isOpen(repeat)) this.#openRepeat(repeat, true);
    const kind = columns.kinds[at(columns.kind, row)] ?? "";
    if (this.hiddenKinds.has(kind)) this.toggleKind(kind);
  }

  /** Opens what is folded above a row, but not the repeat that begins with it. */
  revealHead(row: number): void {
    const { columns } = this.#source();
    this.#fold(openTo(columns, this.#folded, row));
    for (let above = at(columns.parent, row); above >= 0; above = at(columns.parent, above)) {
      const repeat = this.repeats.list[at(this.repeats.of, above)];
      if (repeat && !this.isOpen(repeat)) this.#openRepeat(repeat, true);
    }
  }

  /** Folds everything below the outermost rows; `kept` stays in view, -1 for none. */
  foldAll(kept: number): void {
    const { columns } = this.#source();
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

  #choiceFor(columns: TraceColumns, row: number): boolean | undefined {
    return this.#repeatsOpened.get(spanIdOf(columns, row));
  }

  #openRepeat({ from }: Repeat, isOpen: boolean): void {
    const id = spanIdOf(this.#source().columns, from);
    this.#repeatsOpened = new Map(this.#repeatsOpened).set(id, isOpen);
  }

  #fold(folded: Int32Array): void {
    if (folded !== this.#folded) this.#folds = { columns: this.#source().columns, folded };
  }
}

import { at } from "../../layout/column.ts";
import { seekRow } from "../../layout/seek-row.ts";
import type { TraceColumns } from "../../layout/trace-columns.ts";
import { compareTraces, type Comparison, type Difference, differenceAt } from "./compare-traces.ts";

/** Two open traces and what the reader looks at in them. Places are those of the comparison. */
export class CompareView {
  readonly #sources: () => { left: TraceColumns; right: TraceColumns };
  #chosen = $state<number | null>(null); // null: the first difference

  /** Whether places that are the same are left out. */
  onlyDifferences = $state(false);

  readonly left: TraceColumns = $derived.by(() => this.#sources().left);
  readonly right: TraceColumns = $derived.by(() => this.#sources().right);
  readonly comparison: Comparison = $derived.by(() => compareTraces(this.left, this.right));

  /** The place in focus; -1 when there is nothing to compare. */
  readonly selected: number = $derived.by(() => {
    const { count, first } = this.comparison;
    return Math.min(this.#chosen ?? Math.max(0, first), count - 1);
  });

  /** The places shown, in order. */
  readonly places: Int32Array = $derived.by(() => {
    const { count } = this.comparison;
    const all = Int32Array.from({ length: count }, (_, place) => place);
    return this.onlyDifferences ? all.filter((place) => this.differenceAt(place) !== "same") : all;
  });
  /** Where the selected place is among those shown; -1 when it is not. */
  readonly position: number = $derived.by(() => this.places.indexOf(this.selected));

  constructor(sources: () => { left: TraceColumns; right: TraceColumns }) {
    this.#sources = sources;
  }

  /** The place the reader chose; null before any choice. */
  get chosen(): number | null {
    return this.#chosen;
  }

  differenceAt(place: number): Difference {
    const { left, right, comparison } = this;
    return differenceAt({ left, right, comparison }, place);
  }

  /** The rows of a place in both traces; -1 where one has none. */
  rowsAt(place: number): { left: number; right: number } {
    const { left, right } = this.comparison;
    return { left: at(left, place), right: at(right, place) };
  }

  /** Null goes back to the first difference. */
  choose(place: number | null): void {
    this.#chosen = place;
  }

  /** Moves by places shown. */
  move(by: number): void {
    const last = this.places.length - 1;
    if (last < 0) return;
    const to = this.position < 0 ? 0 : Math.max(0, Math.min(last, this.position + by));
    this.#chosen = at(this.places, to);
  }

  /** Goes to the next place that is not the same in both. */
  seekDifference(direction: 1 | -1): void {
    const seek = { count: this.comparison.count, from: this.selected, direction };
    const place = seekRow(seek, (each) => this.differenceAt(each) !== "same");
    if (place >= 0) this.#chosen = place;
  }
}

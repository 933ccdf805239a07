import { type AgentMap, buildAgentMap } from "../../layout/agent-map.ts";
import { at } from "../../layout/column.ts";
import { findRows } from "../../layout/find-rows.ts";
import { type KindShare, ownTimeByKind } from "../../layout/own-time.ts";
import { seekRow } from "../../layout/seek-row.ts";
import { groupSteps, type Steps } from "../../layout/steps.ts";
import { isError, rowOfSpan, spanIdOf, type TraceColumns } from "../../layout/trace-columns.ts";
import {
  carryFolding,
  openTo,
  positionOf,
  type VisibleRows,
  visibleRows,
} from "../../layout/visible-rows.ts";
import { TraceZoom } from "./trace-zoom.svelte.ts";

/** The two pictures of a trace. */
export type Picture = "timeline" | "map";

/** Forwards or backwards. */
export type Direction = 1 | -1;

/**
 * One open trace and what the reader did with it: selection, folds, kinds, find, zoom. All views of the
 * trace share it. What can be computed is computed; the columns come from outside and may be replaced
 * by newer ones at any time, so the selection is kept by span id.
 */
export class TraceView {
  readonly #source: () => TraceColumns;
  #spanId = $state.raw<string | null>(null); // null: nothing chosen yet
  #folds = $state.raw<{ columns: TraceColumns; folded: Int32Array } | null>(null);

  /** Kinds left out until the reader asks for them. */
  readonly quietKinds: ReadonlySet<string> = new Set(["noise"]);

  picture = $state<Picture>("timeline");
  /** The open tab of the inspector. */
  tab = $state("io");
  /** The words the reader looks for. */
  find = $state("");
  /** Kinds not shown in the timeline. */
  hiddenKinds = $state.raw<ReadonlySet<string>>(this.quietKinds);

  readonly columns: TraceColumns = $derived.by(() => this.#source());
  readonly zoom = new TraceZoom(() => this.columns.durationUs);

  /** By row: 1 where the rows below are folded away. */
  readonly folded: Int32Array = $derived.by(() => {
    if (this.#folds === null) return new Int32Array(this.columns.count);
    const { columns, folded } = this.#folds;
    return columns === this.columns ? folded : carryFolding(folded, columns, this.columns);
  });
  readonly visible: VisibleRows = $derived.by(() =>
    visibleRows(this.columns, { folded: this.folded, hiddenKinds: this.hiddenKinds }),
  );

  /** Where the first failure began: the first row with an error and none below it; -1 for none. */
  readonly firstError: number = $derived.by(() => firstOrigin(this.columns));
  /** The row in focus; -1 when the span asked for is not in the trace. Before any choice, the first error. */
  readonly selected: number = $derived.by(() =>
    this.#spanId === null ? Math.max(0, this.firstError) : rowOfSpan(this.columns, this.#spanId),
  );
  readonly selectedPosition: number = $derived.by(() => positionOf(this.visible, this.selected));

  /** Rows that match {@link find}, in order; null when nothing is looked for. */
  readonly matches: Int32Array | null = $derived.by(() => {
    if (this.find === "") return null; // and nothing has to be grouped for it
    return findRows({ columns: this.columns, agentOf: this.steps.agentOf }, this.find);
  });
  readonly #matchMask: Uint8Array | null = $derived.by(() => {
    if (this.matches === null) return null;
    const mask = new Uint8Array(this.columns.count);
    for (const row of this.matches) mask[row] = 1;
    return mask;
  });

  readonly steps: Steps = $derived.by(() => groupSteps(this.columns));
  readonly agentMap: AgentMap = $derived.by(() => buildAgentMap(this.columns, this.steps));
  readonly ownTime: KindShare[] = $derived.by(() => ownTimeByKind(this.columns));

  /** @param source reads the newest columns */
  constructor(source: () => TraceColumns) {
    this.#source = source;
  }

  /** The span chosen by the reader or the address; null before any choice. */
  get chosenSpan(): string | null {
    return this.#spanId;
  }

  /** Chooses a span that the trace may not have (yet). */
  chooseSpan(spanId: string | null): void {
    this.#spanId = spanId;
    if (this.selected >= 0) this.reveal(this.selected);
  }

  /** Chooses a row and makes sure that it can be seen. */
  select(row: number): void {
    if (row < 0 || row >= this.columns.count) return;
    this.#spanId = spanIdOf(this.columns, row);
    this.reveal(row);
  }

  /** Opens what is folded above a row and shows its kind. */
  reveal(row: number): void {
    this.#fold(openTo(this.columns, this.folded, row));
    const kind = this.columns.kinds[at(this.columns.kind, row)] ?? "";
    if (this.hiddenKinds.has(kind)) this.toggleKind(kind);
  }

  /** Whether a row stands out while something is looked for; always true when nothing is. */
  isMatch(row: number): boolean {
    return this.#matchMask === null || this.#matchMask[row] === 1;
  }

  /** Moves the selection by visible rows. */
  move(by: number): void {
    const last = this.visible.rows.length - 1;
    const from = this.selectedPosition;
    const to = from < 0 ? 0 : Math.max(0, Math.min(last, from + by));
    if (last >= 0) this.select(at(this.visible.rows, to));
  }

  /** Selects the next row with an error. */
  seekError(direction: Direction): void {
    this.#seek(direction, this.#isError);
  }

  /** Selects the next occurrence of the selected step. */
  seekSameStep(direction: Direction): void {
    if (this.selected < 0) return;
    const { stepOf } = this.steps;
    const step = at(stepOf, this.selected);
    this.#seek(direction, (row) => at(stepOf, row) === step);
  }

  /** Selects the next occurrence of a step, the first when another one is selected. */
  seekStep(step: number): void {
    const { stepOf } = this.steps;
    const isOnStep = this.selected >= 0 && at(stepOf, this.selected) === step;
    const from = isOnStep ? this.selected : -1;
    this.#seek(1, (row) => at(stepOf, row) === step, from);
  }

  /** Selects the next row that matches {@link find}. */
  seekMatch(direction: Direction): void {
    const mask = this.#matchMask;
    if (mask !== null) this.#seek(direction, (row) => mask[row] === 1);
  }

  toggleFold(row: number): void {
    const folded = this.folded.slice();
    folded[row] = 1 - at(folded, row);
    this.#fold(folded);
  }

  /** Folds the selected row; one that is folded, or has nothing below, passes on to its parent. */
  foldOrLeave(): void {
    const row = this.selected;
    if (row < 0) return;
    if (this.hasRowsBelow(row) && at(this.folded, row) === 0) this.toggleFold(row);
    else if (at(this.columns.parent, row) >= 0) this.select(at(this.columns.parent, row));
  }

  /** Opens the selected row; one that is open passes on to the first row below it. */
  openOrEnter(): void {
    const row = this.selected;
    if (row < 0 || !this.hasRowsBelow(row)) return;
    if (at(this.folded, row) === 1) this.toggleFold(row);
    else this.move(1);
  }

  hasRowsBelow(row: number): boolean {
    return at(this.columns.subtree, row) > 1;
  }

  /** Folds everything below the outermost rows; the selection stays in view. */
  foldAll(): void {
    const { count, subtree, depth } = this.columns;
    const folded = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      if (at(depth, row) > 0 && at(subtree, row) > 1) folded[row] = 1;
    }
    this.#fold(this.selected < 0 ? folded : openTo(this.columns, folded, this.selected));
  }

  openAll(): void {
    this.#folds = null;
  }

  toggleKind(kind: string): void {
    const hidden = new Set(this.hiddenKinds);
    if (!hidden.delete(kind)) hidden.add(kind);
    this.hiddenKinds = hidden;
  }

  /** Zooms to the selected row. */
  fitSelected(): void {
    if (this.selected < 0) return;
    const { startUs, durationsUs } = this.columns;
    const durationUs = at(durationsUs, this.selected);
    this.zoom.fit({ startUs: at(startUs, this.selected), durationUs });
  }

  readonly #isError = (row: number): boolean => isError(this.columns, row);

  #seek(direction: Direction, matches: (row: number) => boolean, from = this.selected): void {
    this.select(seekRow({ count: this.columns.count, from, direction }, matches));
  }

  #fold(folded: Int32Array): void {
    if (folded !== this.folded) this.#folds = { columns: this.columns, folded };
  }
}

/** An error is often reported again by every step above; the innermost one tells the cause. */
function firstOrigin(columns: TraceColumns): number {
  let found = -1;
  let end = columns.count; // of the rows that may be more inner than what was found
  for (let row = 0; row < end; row++) {
    if (!isError(columns, row)) continue;
    found = row;
    end = row + at(columns.subtree, row);
  }
  return found;
}

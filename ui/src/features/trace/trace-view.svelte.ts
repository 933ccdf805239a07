import { type AgentMap, buildAgentMap } from "../../layout/agent-map.ts";
import { at } from "../../layout/column.ts";
import { type KindShare, ownTimeByKind } from "../../layout/own-time.ts";
import { seekRow } from "../../layout/seek-row.ts";
import { groupSteps, type Steps } from "../../layout/steps.ts";
import { isError, rowOfSpan, spanIdOf, type TraceColumns } from "../../layout/trace-columns.ts";
import type { PictureName } from "./picture-name.ts";
import { TraceRows } from "./trace-rows.svelte.ts";
import { TraceSearch } from "./trace-search.svelte.ts";
import { TraceZoom } from "./trace-zoom.svelte.ts";

/** Forwards or backwards. */
export type Direction = 1 | -1;

/**
 * One open trace and what the reader did with it. All pictures of the trace share it: one selection,
 * one search, one zoom. What can be computed is computed; the columns come from outside and may be
 * replaced by newer ones at any time, so the selection is kept by span id.
 */
export class TraceView {
  readonly #source: () => TraceColumns;
  #spanId = $state.raw<string | null>(null); // null: nothing chosen yet

  picture = $state<PictureName>("timeline");
  /** The open tab of the inspector. */
  tab = $state("io");

  readonly columns: TraceColumns = $derived.by(() => this.#source());
  readonly steps: Steps = $derived.by(() => groupSteps(this.columns));
  readonly agentMap: AgentMap = $derived.by(() => buildAgentMap(this.columns, this.steps));
  readonly ownTime: KindShare[] = $derived.by(() => ownTimeByKind(this.columns));

  readonly zoom = new TraceZoom(() => this.columns.durationUs);
  readonly rows = new TraceRows(() => this.columns);
  readonly search = new TraceSearch(() => ({
    columns: this.columns,
    agentOf: this.steps.agentOf,
  }));

  /** Where the first failure began: the first row with an error and none below it; -1 for none. */
  readonly firstError: number = $derived.by(() => firstOrigin(this.columns));
  /** The row in focus; -1 when the span asked for is not in the trace. Before any choice, the first error. */
  readonly selected: number = $derived.by(() =>
    this.#spanId === null ? Math.max(0, this.firstError) : rowOfSpan(this.columns, this.#spanId),
  );
  readonly selectedPosition: number = $derived.by(() => this.rows.positionOf(this.selected));

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
    if (this.selected >= 0) this.rows.reveal(this.selected);
  }

  /** Chooses a row and makes sure that it can be seen. */
  select(row: number): void {
    if (row < 0 || row >= this.columns.count) return;
    this.#spanId = spanIdOf(this.columns, row);
    this.rows.reveal(row);
  }

  /** Moves the selection by visible rows. */
  move(by: number): void {
    const { rows } = this.rows.visible;
    const from = this.selectedPosition;
    const to = from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by));
    if (rows.length > 0) this.select(at(rows, to));
  }

  /** Selects the next row with an error. */
  seekError(direction: Direction): void {
    this.#seek(direction, (row) => isError(this.columns, row));
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

  /** Selects the next row that the search found. */
  seekMatch(direction: Direction): void {
    if (this.search.matches !== null) this.#seek(direction, (row) => this.search.has(row));
  }

  /** Folds the selected row; one that is folded, or has nothing below, passes on to its parent. */
  foldOrLeave(): void {
    const row = this.selected;
    if (row < 0) return;
    if (this.rows.hasBelow(row) && !this.rows.isFolded(row)) this.rows.toggleFold(row);
    else if (at(this.columns.parent, row) >= 0) this.select(at(this.columns.parent, row));
  }

  /** Opens the selected row; one that is open passes on to the first row below it. */
  openOrEnter(): void {
    const row = this.selected;
    if (row < 0 || !this.rows.hasBelow(row)) return;
    if (this.rows.isFolded(row)) this.rows.toggleFold(row);
    else this.move(1);
  }

  /** Folds everything below the outermost rows; the selection stays in view. */
  foldAll(): void {
    this.rows.foldAll(this.selected);
  }

  /** Zooms to the selected row. */
  fitSelected(): void {
    if (this.selected < 0) return;
    const { startUs, durationsUs } = this.columns;
    const durationUs = at(durationsUs, this.selected);
    this.zoom.fit({ startUs: at(startUs, this.selected), durationUs });
  }

  #seek(direction: Direction, matches: (row: number) => boolean, from = this.selected): void {
    this.select(seekRow({ count: this.columns.count, from, direction }, matches));
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

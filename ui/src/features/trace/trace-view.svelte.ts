import { type AgentMap, buildAgentMap } from "../../layout/agent-map.ts";
import { at } from "../../layout/column.ts";
import { findIdleGaps } from "../../layout/idle-gaps.ts";
import { type KindShare, ownTimeByKind } from "../../layout/own-time.ts";
import { seekRow } from "../../layout/seek-row.ts";
import { findStandouts, type Standouts } from "../../layout/standouts.ts";
import { groupSteps, type Steps } from "../../layout/steps.ts";
import type { Stretch } from "../../layout/time-axis.ts";
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
  /** Whether what was chosen is the repeat that begins with the span, and not the span alone. */
  #isOnHead = $state(false);

  picture = $state<PictureName>("timeline");
  /** The open tab of the inspector. */
  tab = $state("io");

  readonly columns: TraceColumns = $derived.by(() => this.#source());
  readonly steps: Steps = $derived.by(() => groupSteps(this.columns));
  readonly agentMap: AgentMap = $derived.by(() => buildAgentMap(this.columns, this.steps));
  readonly idleGaps: Stretch[] = $derived.by(() => findIdleGaps(this.columns));
  readonly standouts: Standouts = $derived.by(() => findStandouts(this.columns));
  readonly ownTime: KindShare[] = $derived.by(() => ownTimeByKind(this.columns));

  readonly zoom = new TraceZoom({
    durationUs: () => this.columns.durationUs,
    idleGaps: () => this.idleGaps,
  });
  readonly rows = new TraceRows(() => ({
    columns: this.columns,
    steps: this.steps,
    wanted: this.search.onlyMatches ? this.search.matches : null,
  }));
  readonly search = new TraceSearch(() => ({
    columns: this.columns,
    agentOf: this.steps.agentOf,
    standouts: this.standouts,
  }));

  /** Where the first failure began: the first row with an error and none below it; -1 for none. */
  readonly firstError: number = $derived.by(() => firstOrigin(this.columns));
  /** The row in focus; -1 when the span asked for is not in the trace. Before any choice, the first error. */
  readonly selected: number = $derived.by(() =>
    this.#spanId === null ? Math.max(0, this.firstError) : rowOfSpan(this.columns, this.#spanId),
  );
  readonly selectedPosition: number = $derived.by(() => {
    const position = this.rows.positionOf(this.selected);
    if (!this.#isOnHead || position < 1 || this.rows.repeatAt(position) !== null) return position;
    return this.rows.repeatAt(position - 1)?.from === this.selected ? position - 1 : position;
  });

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
    this.#isOnHead = false;
    this.#spanId = spanId;
    if (this.selected >= 0) this.rows.reveal(this.selected);
  }

  /** Chooses a row and makes sure that it can be seen. */
  select(row: number): void {
    if (row < 0 || row >= this.columns.count) return;
    this.#isOnHead = false;
    this.#spanId = spanIdOf(this.columns, row);
    this.rows.reveal(row);
  }

  /** Chooses what stands at a place among the visible rows; a repeat there stays as it is. */
  selectAt(position: number): void {
    const row = at(this.rows.visible.rows, position);
    if (this.rows.repeatAt(position) === null) this.select(row);
    else this.#selectHead(row);
  }

  /** Folds or opens what stands at a place; a selection that it hides moves to it. */
  toggleAt(position: number): void {
    const row = at(this.rows.visible.rows, position);
    const repeat = this.rows.repeatAt(position);
    const end = repeat?.to ?? row + at(this.columns.subtree, row);
    const holdsSelection = this.selected > row && this.selected < end;
    if (repeat === null) this.rows.toggleFold(row);
    else this.rows.toggleRepeat(repeat);
    const isClosed = repeat === null ? this.rows.isFolded(row) : !this.rows.isOpen(repeat);
    if (!holdsSelection || !isClosed) return;
    if (repeat === null) this.select(row);
    else this.#selectHead(row);
  }

  /** Moves the selection by visible rows. */
  move(by: number): void {
    const { rows } = this.rows.visible;
    const from = this.selectedPosition;
    const to = from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by));
    if (rows.length > 0) this.selectAt(to);
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

  /** Folds what is selected; what is folded, or has nothing below, passes on to what it is part of. */
  foldOrLeave(): void {
    const row = this.selected;
    const position = this.selectedPosition;
    const repeat = this.rows.repeatAt(position);
    if (row < 0 || position < 0) return;
    const isOpen = repeat ? this.rows.isOpen(repeat) : !this.rows.isFolded(row);
    const around = this.rows.repeats.list[at(this.rows.repeats.of, row)];
    if (isOpen && (repeat !== null || this.rows.hasBelow(row))) this.toggleAt(position);
    else if (repeat === null && around) this.#selectHead(around.from);
    else if (at(this.columns.parent, row) >= 0) this.select(at(this.columns.parent, row));
  }

  /** Opens what is selected; what is open passes on to the first row below it. */
  openOrEnter(): void {
    const position = this.selectedPosition;
    const repeat = this.rows.repeatAt(position);
    if (position < 0 || (repeat === null && !this.rows.hasBelow(this.selected))) return;
    const isClosed = repeat ? !this.rows.isOpen(repeat) : this.rows.isFolded(this.selected);
    if (isClosed) this.toggleAt(position);
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

  #selectHead(row: number): void {
    this.#isOnHead = true;
    this.#spanId = spanIdOf(this.columns, row);
    this.rows.revealHead(row);
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

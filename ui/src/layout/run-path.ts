import { wrapperKinds } from "./agent-map.ts";
import { at } from "./column.ts";
import type { Repeat, Repeats } from "./repeats.ts";
import type { Steps } from "./steps.ts";
import { isError, type TraceColumns, wordOf } from "./trace-columns.ts";

/** One thing an agent did: a step, or a loop of steps. */
export interface PathItem {
  row: number; // its first row
  to: number; // past its last row
  repeat: number; // index into the repeats, -1: a single step
  lane: number;
  column: number; // items of one column ran side by side
  errors: number;
  from: number; // the item that control came from, in another lane; -1: none
}

/** The way a trace went, through its agents. */
export interface RunPath {
  lanes: { agent: number; name: string }[]; // in order of appearance
  items: PathItem[]; // by column
  columns: number;
  lanesLeftOut: number; // agents that share the last lane
}

/** More agents than this share the last lane. */
export const pathLanesMax = 40;

/**
 * Places what happened in columns, in order of start, and in a lane for each agent. A loop of one agent
 * is one item; one that holds an error is told step by step. Linear in the rows, but for sorting by start.
 */
export function buildRunPath(columns: TraceColumns, steps: Steps, repeats: Repeats): RunPath {
  const lanes = new LaneList(columns);
  const items = collectItems(columns, { agentOf: steps.agentOf, repeats });
  items.sort((a, b) => at(columns.startUs, a.row) - at(columns.startUs, b.row) || a.row - b.row);
  const origins = new Origins(columns, steps, items);
  let column = -1;
  const lastColumn = new Int32Array(pathLanesMax).fill(-1); // by lane: where its latest item stands
  let columnEndUs = Number.NEGATIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    item.lane = lanes.of(at(steps.agentOf, item.row), item.row);
    const startUs = at(columns.startUs, item.row);
    const endUs = endOf(columns, item);
    item.from = origins.visit(index);
    const isBelowOrigin = item.from >= 0 && items[item.from]?.column === column;
    if (at(lastColumn, item.lane) === column || startUs >= columnEndUs || isBelowOrigin) {
      column += 1;
      columnEndUs = endUs;
    }
    lastColumn[item.lane] = column;
    columnEndUs = Math.min(columnEndUs, endUs);
    item.column = column;
  }
  return { lanes: lanes.list, items, columns: column + 1, lanesLeftOut: lanes.leftOut };
}

/** The item that holds a row, or the last one before it; -1 for none. */
export function itemOfRow({ items }: RunPath, row: number): number {
  let found = -1;
  for (const [index, item] of items.entries()) {
    const isNearer = found < 0 || item.row > (items[found]?.row ?? -1);
    if (item.row <= row && isNearer) found = index;
  }
  return found;
}

function collectItems(
  columns: TraceColumns,
  { agentOf, repeats }: { agentOf: Int32Array; repeats: Repeats },
): PathItem[] {
  const { count, subtree, kind, kinds } = columns;
  const isWrapper = kinds.map((name) => wrapperKinds.has(name));
  const items: PathItem[] = [];
  let row = 0;
  while (row < count) {
    const repeat = at(repeats.of, row);
    const group = repeats.list[repeat];
    if (group?.from === row && group.errors === 0 && isOfOneAgent(agentOf, group)) {
      items.push({ row, to: group.to, repeat, lane: 0, column: 0, errors: 0, from: -1 });
      row = group.to;
      continue;
    }
    const isLeafOfAgent = at(subtree, row) === 1 && kinds[at(kind, row)] !== "noise";
    if (isWrapper[at(kind, row)] !== true || isLeafOfAgent) {
      const to = row + at(subtree, row);
      const errors = isError(columns, row) ? 1 : 0;
      items.push({ row, to, repeat: -1, lane: 0, column: 0, errors, from: -1 });
    }
    row += 1;
  }
  return items;
}

/** A loop that calls other agents is told step by step: who did what is the point of the picture. */
function isOfOneAgent(agentOf: Int32Array, { from, to }: Repeat): boolean {
  for (let row = from + 1; row < to; row++) if (agentOf[row] !== agentOf[from]) return false;
  return true;
}

/** A start this long before the other's end still counts as "after": clocks of one run are not one. */
const overlapUs = 1000;

class LaneList {
  readonly list: RunPath["lanes"] = [];
  leftOut = 0;
  readonly #columns: TraceColumns;
  readonly #known = new Map<number, number>();

  constructor(columns: TraceColumns) {
    this.#columns = columns;
  }

  of(agent: number, row: number): number {
    const known = this.#known.get(agent);
    if (known !== undefined) return known;
    const isFull = this.list.length === pathLanesMax;
    if (isFull) this.leftOut += 1;
    const lane = isFull ? pathLanesMax - 1 : this.list.length;
    this.#known.set(agent, lane);
    if (isFull) return lane;
    const outside = wordOf(this.#columns.names, this.#columns.name, row);
    this.list.push({ agent, name: this.#columns.agents[agent] ?? outside });
    return lane;
  }
}

/** Where control came from when an agent was entered. */
class Origins {
  readonly #columns: TraceColumns;
  readonly #steps: Steps;
  readonly #items: readonly PathItem[];
  readonly #entered = new Set<number>(); // rows at which an agent was entered
  readonly #lastOf = new Map<number, number>(); // by agent: its latest item
  readonly #entryOf: Int32Array;

  constructor(columns: TraceColumns, steps: Steps, items: readonly PathItem[]) {
    this.#columns = columns;
    this.#steps = steps;
    this.#items = items;
    this.#entryOf = new Int32Array(columns.count);
    for (let row = 0; row < columns.count; row++) {
      const above = at(columns.parent, row);
      const isInside = above >= 0 && at(steps.agentOf, above) === at(steps.agentOf, row);
      this.#entryOf[row] = isInside ? at(this.#entryOf, above) : row;
    }
  }

  visit(index: number): number {
    const item = this.#items[index];
    if (item === undefined) return -1;
    const agent = at(this.#steps.agentOf, item.row);
    const entry = at(this.#entryOf, item.row);
    const from = this.#entered.has(entry) ? -1 : this.#cameFrom(entry, index);
    this.#entered.add(entry);
    this.#lastOf.set(agent, index);
    return from >= 0 && this.#items[from]?.lane !== item.lane ? from : -1;
  }

  #cameFrom(entry: number, index: number): number {
    const above = at(this.#columns.parent, entry);
    const outer = above < 0 ? -1 : at(this.#steps.agentOf, above);
    if (outer >= 0) return this.#lastOf.get(outer) ?? -1;
    const before = this.#items[index - 1];
    const startUs = at(this.#columns.startUs, entry);
    return before && endOf(this.#columns, before) <= startUs + overlapUs ? index - 1 : -1;
  }
}

function endOf(columns: TraceColumns, { row, to, repeat }: PathItem): number {
  const end = (each: number) => at(columns.startUs, each) + at(columns.durationsUs, each);
  if (repeat < 0) return end(row);
  let last = end(row);
  for (let each = row + 1; each < to; each++) last = Math.max(last, end(each));
  return last;
}

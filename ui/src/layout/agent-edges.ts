import { at } from "./column.ts";
import type { Steps } from "./steps.ts";
import type { TraceColumns } from "./trace-columns.ts";

/**
 * How control went from one agent to another. `handoff`: the first gave up control. `delegation`: it
 * started the second inside itself. `sequence`: the second began when the first had ended.
 */
export type EdgeKind = "handoff" | "delegation" | "sequence";

/** All passages of one kind from one agent to another. */
export interface AgentEdge {
  from: number; // index into `columns.agents`, -1: outside every agent
  to: number;
  kind: EdgeKind;
  count: number;
  returns: number; // of a delegation between agents: how often the first went on afterwards
}

/** Who passed control to whom, and how often each agent was entered. */
export interface AgentPassages {
  edges: AgentEdge[];
  runs: Map<number, number>; // by agent
}

/** A start this long before the other's end still counts as "after": clocks of one run are not one. */
const overlapUs = 1000;

/** Finds every entry into an agent and where control came from, in one pass over the pre-order. */
export function agentPassages(columns: TraceColumns, { agentOf }: Steps): AgentPassages {
  const entries = new EntryFinder(columns, agentOf);
  for (let row = 0; row < columns.count; row++) entries.visit(row);
  return { edges: [...entries.edges.values()], runs: entries.runs };
}

class EntryFinder {
  readonly edges = new Map<string, AgentEdge>();
  readonly runs = new Map<number, number>();
  readonly #columns: TraceColumns;
  readonly #agentOf: Int32Array;
  readonly #runOf: Int32Array; // by row: the row at which its agent was entered
  readonly #lastRunBelow: Int32Array; // by row: the last run entered directly below it, -1 for none
  readonly #handedOff: Int32Array; // by run: 1 when it holds a handoff
  readonly #endUs: Float64Array; // by run
  readonly #agentKind: number;
  readonly #handoffKind: number;
  #lastTopRun = -1; // the last run entered from outside every agent

  constructor(columns: TraceColumns, agentOf: Int32Array) {
    this.#columns = columns;
    this.#agentOf = agentOf;
    this.#runOf = new Int32Array(columns.count);
    this.#lastRunBelow = new Int32Array(columns.count).fill(-1);
    this.#handedOff = new Int32Array(columns.count);
    this.#endUs = new Float64Array(columns.count);
    this.#agentKind = columns.kinds.indexOf("agent");
    this.#handoffKind = columns.kinds.indexOf("handoff");
  }

  visit(row: number): void {
    const parent = at(this.#columns.parent, row);
    const agent = at(this.#agentOf, row);
    const outer = parent < 0 ? -1 : at(this.#agentOf, parent);
    if (parent >= 0 && agent === outer && !this.#callsItself(row, parent)) {
      this.#runOf[row] = at(this.#runOf, parent);
    } else {
      this.#enter(row, { parent, agent, outer });
    }
    if (at(this.#columns.kind, row) === this.#handoffKind) {
      this.#handedOff[at(this.#runOf, row)] = 1;
    }
  }

  #enter(row: number, { parent, agent, outer }: { parent: number; agent: number; outer: number }) {
    const isTop = outer < 0;
    const before = isTop ? this.#lastTopRun : at(this.#lastRunBelow, parent);
    const run = this.#continues(row, before) ? before : row;
    this.#runOf[row] = run;
    this.#endUs[run] = Math.max(at(this.#endUs, run), this.#end(row));
    if (run !== row) return;
    this.runs.set(agent, (this.runs.get(agent) ?? 0) + 1);
    if (agent < 0) return;
    if (isTop) this.#lastTopRun = row;
    else this.#lastRunBelow[parent] = row;
    const from = this.#origin(row, { before, parent, outer });
    if (from !== null && from.agent !== agent) this.#count(row, from);
  }

  /** Spans of one agent that follow each other without a span for the agent itself are one run. */
  #continues(row: number, before: number): boolean {
    const isSame = before >= 0 && at(this.#agentOf, before) === at(this.#agentOf, row);
    return isSame && at(this.#columns.kind, row) !== this.#agentKind;
  }

  #origin(row: number, entry: { before: number; parent: number; outer: number }) {
    const { before, parent, outer } = entry;
    const previous = before < 0 ? -1 : at(this.#agentOf, before);
    if (before >= 0 && at(this.#handedOff, before) === 1) {
      return { agent: previous, kind: "handoff" as const, parent: -1 };
    }
    const isAfter =
      before >= 0 && at(this.#endUs, before) <= at(this.#columns.startUs, row) + overlapUs;
    if (outer < 0 && isAfter) return { agent: previous, kind: "sequence" as const, parent: -1 };
    if (parent < 0) return null;
    const isHandoff = at(this.#columns.kind, parent) === this.#handoffKind;
    return isHandoff
      ? { agent: outer, kind: "handoff" as const, parent: -1 }
      : { agent: outer, kind: "delegation" as const, parent: outer < 0 ? -1 : parent };
  }

  #count(row: number, from: { agent: number; kind: EdgeKind; parent: number }): void {
    const to = at(this.#agentOf, row);
    const key = `${from.agent} ${to} ${from.kind}`;
    const edge = this.edges.get(key) ?? {
      from: from.agent,
      to,
      kind: from.kind,
      count: 0,
      returns: 0,
    };
    edge.count += 1;
    if (from.parent >= 0 && this.#goesOn(row, from.parent)) edge.returns += 1;
    this.edges.set(key, edge);
  }

  /** Whether the run that holds `parent` has a row after the subtree of `row`. */
  #goesOn(row: number, parent: number): boolean {
    const { subtree } = this.#columns;
    const run = at(this.#runOf, parent);
    return row + at(subtree, row) < run + at(subtree, run);
  }

  /** An agent below something of its own that is no agent span: it called itself. */
  #callsItself(row: number, parent: number): boolean {
    const { kind } = this.#columns;
    const isAgent = at(this.#agentOf, row) >= 0 && at(kind, row) === this.#agentKind;
    return isAgent && at(kind, parent) !== this.#agentKind;
  }

  #end(row: number): number {
    return at(this.#columns.startUs, row) + at(this.#columns.durationsUs, row);
  }
}

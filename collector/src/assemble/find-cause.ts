import type { TraceDecisions } from "@spanward/clickhouse";

/** How a step is known to have led to another, the surest first. */
export type CauseRule = "call id" | "tool name" | "previous step";

/** The model step that decided on a step, by its place in {@link TraceDecisions}. */
export interface Cause {
  index: number;
  rule: CauseRule;
}

/** Model steps whose answers are searched for the id of a tool call. */
const answersReadMax = 20;
/** Agents that were called by agents; a ring of them must end. */
const agentsMax = 50;

/** A step that acted, and the model steps before it that may have decided so, the latest first. */
interface Act {
  index: number;
  agent: number; // the span of its agent, -1 outside every agent
  deciders: number[];
}

/**
 * The model step that decided on a step: the one whose answer calls the tool by the id that the step
 * ran under; else the latest before it that asked for the tool, of the same agent first; else the latest
 * before it of the same agent. Where an agent has none, what called the agent is asked about. Null when
 * no model step comes before it.
 *
 * @param steps in order of start
 * @param readCallIds gives the ids of the tool calls in the answers of some steps, by index; it is asked
 *   about at most 20 steps for each agent on the way up
 */
export async function findCause(
  steps: TraceDecisions,
  spanId: string,
  readCallIds: (indexes: readonly number[]) => Promise<ReadonlyMap<number, ReadonlySet<string>>>,
): Promise<Cause | null> {
  const tree = treeOf(steps);
  let from = steps.spanId.indexOf(spanId);
  for (let levels = 0; from >= 0 && levels < agentsMax; levels++) {
    const act = actOf(steps, tree, from);
    const callId = steps.toolCallId[act.index] ?? "";
    const asked = callId === "" ? [] : askedFor(steps, act).slice(0, answersReadMax);
    const calls = asked.length === 0 ? null : await readCallIds(asked);
    const byId = asked.find((index) => calls?.get(index)?.has(callId));
    if (byId !== undefined) return { index: byId, rule: "call id" };
    const cause = causeWithoutIds(steps, tree, act);
    if (cause) return cause;
    from = act.agent;
  }
  return null;
}

interface Tree {
  parent: Int32Array; // by index, -1 for none
  agent: Int32Array; // the nearest agent above, not the span itself; -1 for none
}

function treeOf({ spanId, parentSpanId, kind }: TraceDecisions): Tree {
  const indexOf = new Map(spanId.map((id, index) => [id, index]));
  const parent = Int32Array.from(parentSpanId, (id) => indexOf.get(id) ?? -1);
  const agent = new Int32Array(spanId.length).fill(-1);
  for (let index = 0; index < spanId.length; index++) {
    agent[index] = climb(parent, parent[index] ?? -1, (above) => kind[above] === "agent");
  }
  return { parent, agent };
}

/** Deeper than any agent runs; spans can be each other's ancestors, and a walk must end. */
const climbMax = 1000;

function climb(parent: Int32Array, from: number, stops: (index: number) => boolean): number {
  let index = from;
  for (let steps = 0; index >= 0 && steps < climbMax; steps++) {
    if (stops(index)) return index;
    index = parent[index] ?? -1;
  }
  return -1;
}

/** What was run: the tool around a step, inside the same agent; else the step itself. */
function actOf(steps: TraceDecisions, { parent, agent }: Tree, from: number): Act {
  const home = agent[from] ?? -1;
  const found = climb(
    parent,
    from,
    (index) => (agent[index] ?? -1) !== home || index === home || isTool(steps, index),
  );
  const index = found >= 0 && found !== home && isTool(steps, found) ? found : from;
  const above = new Set<number>();
  climb(parent, index, (each) => above.has(each) || !above.add(each));
  const deciders: number[] = [];
  for (let before = index - 1; before >= 0; before--) {
    // A wrapper around the step cannot have decided on it.
    if (steps.kind[before] === "llm" && !above.has(before)) deciders.push(before);
  }
  return { index, agent: agent[index] ?? -1, deciders };
}

const isTool = ({ tool, kind }: TraceDecisions, index: number): boolean =>
  tool[index] !== "" && (kind[index] === "tool" || kind[index] === "mcp");

/** Those that asked for the tool by its name, before those that did not say what they asked for. */
function askedFor(steps: TraceDecisions, { index, deciders }: Act): number[] {
  const tool = steps.tool[index] ?? "";
  const named = deciders.filter((each) => steps.requestedTools[each]?.includes(tool));
  return [...named, ...deciders.filter((each) => steps.requestedTools[each]?.length === 0)];
}

function causeWithoutIds(steps: TraceDecisions, tree: Tree, act: Act): Cause | null {
  const tool = steps.tool[act.index] ?? "";
  const isOfAgent = (index: number) => tree.agent[index] === act.agent;
  const named =
    tool === ""
      ? []
      : askedFor(steps, act).filter((index) => steps.requestedTools[index]?.includes(tool));
  const byName = named.find(isOfAgent) ?? named[0];
  if (byName !== undefined) return { index: byName, rule: "tool name" };
  const previous = act.deciders.find(isOfAgent);
  return previous === undefined ? null : { index: previous, rule: "previous step" };
}

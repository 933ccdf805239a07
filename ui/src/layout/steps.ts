import { at } from "./column.ts";
import type { TraceColumns } from "./trace-columns.ts";

/**
 * What an agent does again and again: all spans of one kind and label inside one agent. A label is the
 * model of a model call, the tool of a tool call, and the span's name otherwise.
 */
export interface Step {
  agent: number; // index into `columns.agents`, -1 outside every agent
  kind: number;
  label: string;
  labelField: "name" | "model" | "tool";
}

/** The steps of a trace, and which one each row is. */
export interface Steps {
  agentOf: Int32Array; // by row: its own agent, or the nearest one above it; -1 for none
  stepOf: Int32Array; // by row: index into `list`
  list: Step[];
}

/** Groups all rows into steps, in order of first appearance. */
export function groupSteps(columns: TraceColumns): Steps {
  const { count, names, models, kinds } = columns;
  const agentOf = inheritAgents(columns);
  const stepOf = new Int32Array(count);
  const list: Step[] = [];
  const known = new Map<number, number>();
  const labels = names.length + models.length + columns.tools.length + 1;
  const labelled = kinds.map((kind) => labelFields.get(kind) ?? "name");
  for (let row = 0; row < count; row++) {
    const kind = at(columns.kind, row);
    const label = labelOf(columns, row, labelled[kind] ?? "name");
    const agent = at(agentOf, row);
    const key = ((agent + 1) * kinds.length + kind) * labels + label.code;
    let step = known.get(key);
    if (step === undefined) {
      step = list.length;
      known.set(key, step);
      list.push({ agent, kind, label: label.text(), labelField: label.field });
    }
    stepOf[row] = step;
  }
  return { agentOf, stepOf, list };
}

const labelFields = new Map<string, Step["labelField"]>([
  ["llm", "model"],
  ["embedding", "model"],
  ["tool", "tool"],
  ["mcp", "tool"],
]);

function inheritAgents({ count, agent, parent }: TraceColumns): Int32Array {
  const agentOf = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const own = at(agent, row);
    const above = at(parent, row);
    agentOf[row] = own >= 0 || above < 0 ? own : at(agentOf, above);
  }
  return agentOf;
}

function labelOf(columns: TraceColumns, row: number, wanted: Step["labelField"]) {
  const { names, models, tools } = columns;
  const model = at(columns.model, row);
  const tool = at(columns.tool, row);
  if (wanted === "model" && model >= 0) {
    const code = names.length + model;
    return { code, field: wanted, text: () => models[model] ?? "" };
  }
  if (wanted === "tool" && tool >= 0) {
    const code = names.length + models.length + tool;
    return { code, field: wanted, text: () => tools[tool] ?? "" };
  }
  const name = at(columns.name, row);
  return { code: name, field: "name" as const, text: () => names[name] ?? "" };
}

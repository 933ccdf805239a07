import type { TraceSkeleton } from "spanward/answers/trace-skeleton";
import { rowFlags } from "./trace-columns.ts";

/** A span of an invented trace. Spans are listed in pre-order; `depth` places each below an earlier one. */
export interface SpanSketch {
  depth: number;
  name: string;
  kind: string;
  startUs: number;
  durationUs: number;
  agent?: string;
  model?: string;
  tool?: string;
  isError?: boolean;
  tokens?: [input: number, output: number];
  costNanoUsd?: bigint;
}

/** The answer a server would give for a trace of these spans. */
export function skeletonOf(sketches: readonly SpanSketch[]): TraceSkeleton {
  const words = new WordLists();
  const { parentDelta, subtree } = nest(sketches);
  const costly = sketches.flatMap(({ costNanoUsd }, row) =>
    costNanoUsd === undefined ? [] : [{ row, nanoUsd: String(costNanoUsd) }],
  );
  const column = (read: (sketch: SpanSketch, row: number) => number) => sketches.map(read);
  const columns = {
    kind: column(({ kind }) => words.index("kinds", kind)),
    name: column(({ name }) => words.index("names", name)),
    agent: column(({ agent }) => words.index("agents", agent)),
    model: column(({ model }) => words.index("models", model)),
    tool: column(({ tool }) => words.index("tools", tool)),
    service: column(() => words.index("services", "shop")),
    status: column(({ isError }) => (isError === true ? 2 : 0)),
    startDeltaUs: column(({ startUs }, row) => startUs - (sketches[row - 1]?.startUs ?? 0)),
    durationUs: column(({ durationUs }) => durationUs),
    ownUs: ownTimes(sketches, parentDelta),
    inputTokens: column(({ tokens }) => tokens?.[0] ?? -1),
    outputTokens: column(({ tokens }) => tokens?.[1] ?? -1),
    flags: column(({ kind }) => (kind === "llm" ? rowFlags.counted : 0)),
  };
  return {
    traceId: "5b8efff798038103d269b633813fc60c",
    startTime: "2026-11-22T10:00:00.000000000Z",
    durationNs: 1000 * lastEndUs(sketches),
    spanCount: sketches.length,
    totalSpanCount: sketches.length,
    complete: true,
    ...words.lists,
    ids: sketches.map((_, row) => spanIdOfRow(row)).join(""),
    parentDelta,
    subtree,
    ...columns,
    costs: { row: costly.map(({ row }) => row), nanoUsd: costly.map(({ nanoUsd }) => nanoUsd) },
  };
}

/** The span id {@link skeletonOf} gives a row. */
export function spanIdOfRow(row: number): string {
  return (row + 1).toString(16).padStart(16, "0");
}

/** A run of agents that hand over to each other, `count` spans, the same for the same `count`. */
export function sketchLargeTrace(count: number): SpanSketch[] {
  const random = seededRandom(count);
  const sketches: SpanSketch[] = [];
  const agents = ["orchestrator", "researcher", "coder", "reviewer", "sql-analyst"];
  const tools = ["web_search", "read_file", "write_file", "run_tests", "sql_query", "http_get"];
  const models = ["claude-sonnet", "gpt-5", "gemini-flash"];
  const open = [{ depth: 0, agent: "orchestrator" }];
  let clock = 0;
  sketches.push(agentSketch(0, "orchestrator", 0));
  while (sketches.length < count) {
    const { depth, agent } = open.at(-1) ?? { depth: 0, agent: "orchestrator" };
    const dice = random();
    if (dice < 0.06 && depth < 9) {
      const name = agents[Math.floor(random() * agents.length)] ?? "coder";
      open.push({ depth: depth + 1, agent: name });
      sketches.push(agentSketch(depth + 1, name, clock));
    } else if (dice < 0.12 && open.length > 1) {
      open.pop();
    } else {
      const isCall = dice < 0.5;
      const durationUs = Math.ceil(1000 * Math.exp(random() * (isCall ? 8 : 6)));
      const model = models[Math.floor(random() * models.length)] ?? "gpt-5";
      const tool = tools[Math.floor(random() * tools.length)] ?? "http_get";
      const leaf = { depth: depth + 1, agent, startUs: clock, durationUs };
      const isError = random() < 0.02;
      sketches.push(
        isCall
          ? { ...leaf, kind: "llm", name: `chat ${model}`, model, tokens: [900, 120], isError }
          : { ...leaf, kind: "tool", name: `execute_tool ${tool}`, tool, isError },
      );
      clock += durationUs;
    }
  }
  return closeAgents(sketches);
}

function agentSketch(depth: number, agent: string, startUs: number): SpanSketch {
  return { depth, kind: "agent", name: `invoke_agent ${agent}`, agent, startUs, durationUs: 0 };
}

/** An agent ends when the last span below it ends. */
function closeAgents(sketches: SpanSketch[]): SpanSketch[] {
  const endAtDepth: number[] = [];
  for (const sketch of sketches.toReversed()) {
    const below = endAtDepth[sketch.depth + 1] ?? 0;
    if (sketch.kind === "agent") sketch.durationUs = Math.max(0, below - sketch.startUs);
    const end = sketch.startUs + sketch.durationUs;
    endAtDepth.length = sketch.depth + 1;
    endAtDepth[sketch.depth] = Math.max(endAtDepth[sketch.depth] ?? 0, end);
  }
  return sketches;
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class WordLists {
  readonly lists = {
    kinds: new Array<string>(),
    names: new Array<string>(),
    agents: new Array<string>(),
    models: new Array<string>(),
    tools: new Array<string>(),
    services: new Array<string>(),
  };

  index(list: keyof WordLists["lists"], word: string | undefined): number {
    if (word === undefined) return -1;
    const known = this.lists[list].indexOf(word);
    return known >= 0 ? known : this.lists[list].push(word) - 1;
  }
}

function nest(sketches: readonly SpanSketch[]) {
  const open: number[] = [];
  const subtree = sketches.map(() => 1);
  const parentDelta = sketches.map(({ depth }, row) => {
    open.length = depth;
    open[depth] = row;
    for (const above of open.slice(0, depth)) subtree[above] = (subtree[above] ?? 0) + 1;
    return depth === 0 ? 0 : row - (open[depth - 1] ?? row);
  });
  return { parentDelta, subtree };
}

/** Right for children that do not overlap, which is all these traces have. */
function ownTimes(sketches: readonly SpanSketch[], parentDelta: readonly number[]): number[] {
  const own = sketches.map(({ durationUs }) => durationUs);
  for (const [row, { durationUs }] of sketches.entries()) {
    const delta = parentDelta[row] ?? 0;
    if (delta > 0) own[row - delta] = Math.max(0, (own[row - delta] ?? 0) - durationUs);
  }
  return own;
}

function lastEndUs(sketches: readonly SpanSketch[]): number {
  let last = 0;
  for (const { startUs, durationUs } of sketches) last = Math.max(last, startUs + durationUs);
  return last;
}

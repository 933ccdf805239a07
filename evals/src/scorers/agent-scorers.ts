import { distance } from "fastest-levenshtein";
import { passed, type Scorer, unscored } from "../definition/scorer.ts";
import type { TraceView } from "../definition/trace-view.ts";
import { compareJson } from "./json-difference.ts";

/**
 * 1 - edit distance of the sequences of tool names / length of the longer one: how far the way lies from
 * the expected one, where `trajectoryMatch` only says whether it is the same.
 */
export const toolSequenceSimilarity = (): Scorer<unknown, unknown, readonly string[]> => ({
  name: "tool sequence",
  version: "1",
  kind: "continuous",
  score({ expected, trace }) {
    if (!trace) return notTraced;
    if (!expected) return unscored("the case expects no tools");
    const called = trace.toolCalls.map(({ name }) => name);
    const longer = Math.max(called.length, expected.length);
    if (longer === 0) return { value: 1 };
    return { value: 1 - distance(...asTexts(called, expected)) / longer };
  },
});

/** None of these tools was called, whether or not the call succeeded. */
export const forbiddenTools = (...tools: readonly string[]): Scorer => ({
  name: "forbidden tools",
  version: `1 ${tools.toSorted().join(",")}`,
  kind: "binary",
  score({ trace }) {
    if (!trace) return notTraced;
    const called = trace.toolCalls.find(({ name }) => tools.includes(name));
    return called ? passed(false, `${called.name} was called`) : passed(true);
  },
});

/**
 * The world is left as the case expects it: `readState` reads it after the run. The whole state must be
 * equal, so that what was changed beside the goal counts too.
 *
 * Source: the database state of S. Yao et al., τ-bench, arXiv 2406.12045 (2024), §3.
 */
export function goalState<Input, Output>(options: {
  version: string;
  readState: (trial: { input: Input; output: Output }) => unknown;
}): Scorer<Input, Output> {
  return {
    name: "goal state",
    version: options.version,
    kind: "binary",
    async score({ expected, input, output }) {
      if (expected === undefined) return unscored("the case expects no state");
      const { differences } = compareJson(await options.readState({ input, output }), expected);
      const [first] = differences;
      return first ? passed(false, `${first.path || "the state"} is ${first.kind}`) : passed(true);
    },
  };
}

/** Bounds of one run, all included. */
export interface RunLimits {
  stepsMax?: number;
  durationMsMax?: number;
  tokensMax?: number;
  costNanoUsdMax?: bigint;
}

/** The run kept within bounds. A bound on what is not known leaves it unscored. */
export function withinLimits(limits: RunLimits): Scorer {
  return {
    name: "within limits",
    version: `1 ${Object.entries(limits)
      .map(([name, limit]) => `${name}=${limit}`)
      .join(" ")}`,
    kind: "binary",
    score({ trace }) {
      if (!trace) return notTraced;
      for (const { limit, name, spent } of bounds(limits, trace)) {
        if (spent === null) return unscored(`the ${name} of the run are not known`);
        if (spent > limit) return passed(false, `${spent} ${name}, ${limit} allowed`);
      }
      return passed(true);
    },
  };
}

interface Bound {
  name: string;
  spent: number | bigint | null;
  limit: number | bigint;
}

function bounds(limits: RunLimits, trace: TraceView): Bound[] {
  const { inputTokens, outputTokens } = trace;
  const tokens = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens;
  const all = [
    { name: "steps", spent: trace.stepCount, limit: limits.stepsMax },
    { name: "milliseconds", spent: trace.durationMs, limit: limits.durationMsMax },
    { name: "tokens", spent: tokens, limit: limits.tokensMax },
    { name: "nano-dollars", spent: trace.costNanoUsd, limit: limits.costNanoUsdMax },
  ];
  return all.flatMap(({ limit, ...bound }) => (limit === undefined ? [] : [{ ...bound, limit }]));
}

const notTraced = unscored("the task was not traced");

/** Two sequences of names as texts with one character for each name. */
function asTexts(first: readonly string[], second: readonly string[]): [string, string] {
  const letters = new Map<string, string>();
  const letter = (name: string): string => {
    const known = letters.get(name) ?? String.fromCharCode(letters.size + 1);
    letters.set(name, known);
    return known;
  };
  return [first.map(letter).join(""), second.map(letter).join("")];
}

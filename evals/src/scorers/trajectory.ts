import { passed, type Scorer, unscored } from "../definition/scorer.ts";
import type { ToolCall } from "../definition/trace-view.ts";
import { compareJson } from "./json-difference.ts";

/**
 * How the calls of a run must lie to the expected ones. `strict`: the same calls in the same order.
 * `unordered`: the same calls in any order. `subset`: nothing but expected calls. `superset`: all expected
 * calls, and whatever else.
 *
 * Source: the trajectory match modes of langchain-ai/agentevals.
 */
export type TrajectoryMode = "strict" | "unordered" | "subset" | "superset";

/** Whether arguments must be equal, may be `subset` or `superset` of the expected object's, or do not matter. */
export type ArgumentMode = "exact" | "ignore" | "subset" | "superset";

export type ArgumentMatch =
  | ArgumentMode
  | ((actual: unknown, expected: unknown, tool: string) => boolean);

/** A call that a case expects. Without arguments, any will do. */
export interface ExpectedCall {
  name: string;
  arguments?: unknown;
}

export interface TrajectoryOptions {
  mode?: TrajectoryMode; // default strict
  arguments?: ArgumentMatch; // default exact
}

/** Whether a run called the tools that the case expects. */
export function trajectoryMatch(
  options: TrajectoryOptions = {},
): Scorer<unknown, unknown, readonly ExpectedCall[]> {
  const { arguments: match = "exact", mode = "strict" } = options;
  const matchName = typeof match === "string" ? match : `custom ${match.name}`;
  return {
    name: `trajectory ${mode}`,
    version: `1 arguments=${matchName}`,
    kind: "binary",
    score({ expected, trace }) {
      if (!trace) return unscored("the task was not traced");
      if (!expected) return unscored("the case expects no calls");
      const fits = (call: ToolCall, wanted: ExpectedCall) => fitsCall(call, wanted, match);
      return compareCalls({ calls: trace.toolCalls, expected, fits }, mode);
    },
  };
}

interface CallsToCompare {
  calls: readonly ToolCall[];
  expected: readonly ExpectedCall[];
  fits: (call: ToolCall, wanted: ExpectedCall) => boolean;
}

function compareCalls({ calls, expected, fits }: CallsToCompare, mode: TrajectoryMode) {
  if (mode === "strict") {
    const at = expected.findIndex((wanted, index) => {
      const call = calls[index];
      return !call || !fits(call, wanted);
    });
    if (at !== -1)
      return passed(
        false,
        `step ${at + 1}: expected ${expected[at]?.name}, got ${calls[at]?.name ?? "nothing"}`,
      );
    if (calls.length > expected.length)
      return passed(false, `${calls[expected.length]?.name} was called beyond what is expected`);
    return passed(true);
  }
  const { missing, unexpected } = pairCalls({ calls, expected, fits });
  const tooFew = mode !== "subset" && missing.length > 0;
  const tooMany = mode !== "superset" && unexpected.length > 0;
  if (!tooFew && !tooMany) return passed(true);
  const reasons = [
    ...(tooFew ? [`missing: ${names(missing)}`] : []),
    ...(tooMany ? [`not expected: ${names(unexpected)}`] : []),
  ];
  return passed(false, reasons.join("; "));
}

const names = (calls: readonly { name: string }[]): string =>
  calls.map(({ name }) => name).join(", ");

/**
 * Pairs as many calls with expected ones as can be (a maximum bipartite matching, by augmenting paths),
 * since one call may fit several expected ones when arguments need not be equal.
 */
function pairCalls({ calls, expected, fits }: CallsToCompare): {
  missing: ExpectedCall[];
  unexpected: ToolCall[];
} {
  const holder = new Map<number, number>(); // index of a call → index of the expected call it is paired with
  const place = (wanted: number, seen: Set<number>): boolean => {
    for (const [index, call] of calls.entries()) {
      const expectation = expected[wanted];
      if (seen.has(index) || !expectation || !fits(call, expectation)) continue;
      seen.add(index);
      const former = holder.get(index);
      if (former === undefined || place(former, seen)) {
        holder.set(index, wanted);
        return true;
      }
    }
    return false;
  };
  const missing = expected.filter((_, wanted) => !place(wanted, new Set()));
  return { missing, unexpected: calls.filter((_, index) => !holder.has(index)) };
}

function fitsCall(call: ToolCall, wanted: ExpectedCall, match: ArgumentMatch): boolean {
  if (call.name !== wanted.name) return false;
  if (wanted.arguments === undefined) return true;
  if (typeof match === "function") return match(call.arguments, wanted.arguments, call.name);
  if (match === "ignore") return true;
  const kinds = compareJson(call.arguments, wanted.arguments).differences;
  const allowed = match === "subset" ? "missing" : match === "superset" ? "unexpected" : null;
  return kinds.every(({ kind }) => kind === allowed);
}

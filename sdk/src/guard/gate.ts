import type { BreakerPermit, DependencyBreaker } from "../breakers/dependency-breaker.ts";
import type { Amount, Hold } from "../budgets/budget-book.ts";
import {
  inspectBreakers,
  inspectBudgets,
  inspectKill,
  inspectLimits,
  inspectNames,
  inspectStanding,
} from "./checks.ts";
import type { GuardState } from "./guard-state.ts";
import { type Inspection, newInspection } from "./inspection.ts";
import type { Run } from "./run.ts";
import type { Checked, PreparedTool } from "./tool-definition.ts";
import {
  inspectAllowlist,
  inspectArguments,
  inspectLoops,
  inspectPolicy,
  inspectTransformed,
} from "./tool-checks.ts";

/** What a tool call takes of a budget. */
export const oneCall: Amount = { costNano: 0n, tokens: 0, calls: 1 };

// Longer than anybody waits for an approval and a tool together.
const holdMs = 60 * 60_000;

export interface ToolCall {
  tool: PreparedTool;
  given: unknown;
  /** What the tool's schema says of the arguments. */
  checked: Checked;
  nowMs: number;
}

/**
 * Looks at a tool call, in this order: kill, breakers, allowlist, arguments, policy, limits and loops,
 * budgets. What is cheap and final comes first. It changes nothing.
 */
export function inspectTool(guard: GuardState, run: Run, call: ToolCall): Inspection {
  const { tool, nowMs } = call;
  const dependency = guard.dependency(`tool:${tool.name}`, tool.breaker);
  const inspection = newInspection(run.tier, call.given, dependency);
  const at = { guard, run, inspection, nowMs };
  inspection.denial =
    inspectKill(at, "tool") ??
    inspectBreakers(at) ??
    inspectAllowlist(at, tool) ??
    inspectArguments(at, call.checked) ??
    inspectPolicy(at, tool) ??
    inspectTransformed(at, tool) ??
    inspectLimits(at, "tool") ??
    inspectLoops(at, tool) ??
    inspectBudgets(at, oneCall);
  return inspection;
}

/** Looks at a model call or a handoff, which have no arguments to check and no rules. */
export function inspectOther(
  guard: GuardState,
  run: Run,
  call: {
    kind: "model" | "handoff";
    target: string;
    dependency: DependencyBreaker | null;
    amount: Amount;
    nowMs: number;
  },
): Inspection {
  const { kind, nowMs } = call;
  const inspection = newInspection(run.tier, undefined, call.dependency);
  const at = { guard, run, inspection, nowMs };
  inspection.denial =
    inspectKill(at, kind) ??
    inspectBreakers(at) ??
    inspectNames(at, kind, call.target) ??
    inspectStanding(at, 1) ??
    inspectLimits(at, kind) ??
    inspectBudgets(at, call.amount);
  return inspection;
}

/** What an action holds while it is carried out; it is given back or settled, once. */
export interface Passage {
  hold: Hold | null;
  permit: BreakerPermit | null;
}

/** Takes what an inspection found free. In the same turn of the event loop, so that it still is. */
export function admit(
  guard: GuardState,
  { accounts, dependency }: Inspection,
  { amount, nowMs }: { amount: Amount; nowMs: number },
): Passage {
  const made =
    accounts.length === 0 ? null : guard.book.reserve(accounts, amount, { nowMs, holdMs });
  return {
    hold: made?.kind === "held" ? made.hold : null,
    permit: dependency?.begin(nowMs) ?? null,
  };
}

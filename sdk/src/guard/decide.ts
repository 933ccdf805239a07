import type { Span } from "@opentelemetry/api";
import type { Decision, Outcome } from "../policy/decision.ts";
import type { GuardState } from "./guard-state.ts";
import type { Denial, Inspection } from "./inspection.ts";
import { recordDecision } from "./record-decision.ts";
import { type Run, treeScopeId } from "./run.ts";

const tellsNothing: Denial = { code: "ok", reason: "" };

/** What follows from an inspection. Where the guard only observes, nothing is held back but what was killed. */
export function toDecision(guard: GuardState, inspection: Inspection, startedMs: number): Decision {
  const { denial, needsApproval, transformed, tier, warnings, wouldBe } = inspection;
  const held = denial ?? needsApproval;
  const found: Outcome =
    denial !== null
      ? "deny"
      : needsApproval !== null
        ? "require_approval"
        : transformed !== null
          ? "transform"
          : "allow";
  const observes = guard.options.mode === "observe" && denial?.code !== "kill" && found !== "allow";
  const { code, reason, ruleIds, retryAfterMs } = held ?? transformed ?? tellsNothing;
  const decision: Decision = {
    outcome: observes ? "allow" : found,
    code,
    reason,
    ruleIds: ruleIds ?? inspection.ruleIds,
    bundle: guard.inForce?.bundle ?? "",
    tier,
    mode: observes ? "observe" : "enforce",
    tookUs: (performance.now() - startedMs) * 1_000,
  };
  if (observes) decision.wouldBe = found;
  else if (wouldBe !== null && wouldBe !== found) decision.wouldBe = wouldBe;
  if (warnings.length > 0) decision.warnings = [...new Set(warnings)];
  if (retryAfterMs !== undefined && retryAfterMs !== null) decision.retryAfterMs = retryAfterMs;
  return decision;
}

/** Counts a decision where decisions are counted, and tells it to whoever listens. */
export function settleDecision(
  guard: GuardState,
  run: Run,
  { decision, target, span }: { decision: Decision; target: string; span: Span },
): void {
  const { facts } = run.tree;
  const denied = decision.outcome === "deny";
  if (denied) facts.denials += 1;
  if (decision.warnings?.includes("stale.bundle")) guard.staleCalls += 1;
  // What a breaker refuses is not one more thing that the agent did wrong.
  if (decision.code !== "breaker.open" && decision.code !== "kill") {
    guard.behaviour(run.agentId).decided(denied, guard.clock.nowMs());
  }
  recordDecision(span, decision, target);
  try {
    guard.options.onDecision?.(decision, target);
  } catch {
    // Whoever listens must not decide.
  }
}

/** A decision about an inspection that could not be finished: reads go on, all else does not. */
export function decideOnFailure(
  guard: GuardState,
  tier: 1 | 2 | 3,
  { error, startedMs }: { error: unknown; startedMs: number },
): Decision {
  return {
    outcome: tier === 1 ? "allow" : "deny",
    code: "guard.error",
    reason: `the guard failed: ${error instanceof Error ? error.message : String(error)}`,
    ruleIds: [],
    bundle: guard.inForce?.bundle ?? "",
    tier,
    mode: "enforce",
    tookUs: (performance.now() - startedMs) * 1_000,
  };
}

/** Tells the agent's breaker, once, that a run has come to its end for what it did. */
export function noteStop(guard: GuardState, run: Run, decision: Decision): void {
  const { tree } = run;
  const { code, reason } = decision;
  if (tree.stopTold || (tree.stopped === null && !endsRun(decision))) return;
  tree.stopTold = true;
  tree.stopped ??= { code, reason };
  guard.behaviour(run.agentId).runStopped(code, guard.clock.nowMs());
}

/** Whether a limit of the whole tree was reached; a tighter one of a delegate ends only the delegate. */
function endsRun({ code, ruleIds }: Decision): boolean {
  if (ruleIds[0] !== treeScopeId) return false;
  return code.startsWith("steps.") || code.startsWith("budget.") || code === "duration";
}

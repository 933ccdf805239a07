import type { Tier } from "./policy-document.ts";

export type Outcome = "allow" | "deny" | "require_approval" | "transform";

/** Why a decision fell as it did. Names are stable: they stand in traces and in code. */
export type ReasonCode =
  | "ok"
  | "kill"
  | "breaker.open"
  | "tool.unknown"
  | "tool.not_allowed"
  | "model.not_allowed"
  | "handoff.not_allowed"
  | "args.invalid"
  | "policy.deny"
  | "policy.transform"
  | "loop.repeat"
  | "loop.cycle"
  | "loop.errors"
  | "loop.novelty"
  | "loop.poll"
  | "run.stopped"
  | "steps.hard"
  | "steps.expected"
  | "calls.tool"
  | "calls.model"
  | "depth"
  | "fan_out"
  | "duration"
  | "budget.tokens"
  | "budget.cost"
  | "budget.calls"
  | "budget.unpriced"
  | "approval.required"
  | "approval.approved"
  | "approval.denied"
  | "approval.expired"
  | "approval.changed"
  | "stale.bundle"
  | "context.invalid"
  | "guard.error";

/** What the guard decided about one action. */
export interface Decision {
  outcome: Outcome;
  code: ReasonCode;
  /** In a sentence, for the model and for people. */
  reason: string;
  /** The rules, limits and budgets that decided. */
  ruleIds: readonly string[];
  /** The policy that was in force: its id, version and digest; "" when there was none. */
  bundle: string;
  tier: Tier;
  /** observe: nothing was held back, and `wouldBe` is what enforcing would have done. */
  mode: "enforce" | "observe";
  wouldBe?: Outcome;
  /** Warnings that did not decide, such as a loop that is forming. */
  warnings?: readonly ReasonCode[];
  retryAfterMs?: number;
  approvalId?: string;
  /** Of the guard, without the waiting for an approval. Microseconds. */
  tookUs: number;
}

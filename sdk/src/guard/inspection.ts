import type { DependencyBreaker } from "../breakers/dependency-breaker.ts";
import type { Account } from "../budgets/budget-book.ts";
import type { Outcome, ReasonCode } from "../policy/decision.ts";
import type { Tier } from "../policy/policy-document.ts";

/** Why an action is not to be carried out, or not yet. */
export interface Denial {
  code: ReasonCode;
  reason: string;
  ruleIds?: readonly string[];
  retryAfterMs?: number | null;
}

/** What was found out about an action, before anything is changed by it. */
export interface Inspection {
  denial: Denial | null;
  needsApproval: Denial | null;
  tier: Tier;
  /** As they are to be executed: checked and transformed. */
  args: unknown;
  transformed: Denial | null;
  /** The rules that allowed it. */
  ruleIds: readonly string[];
  /** What the run carries once the tool has run. */
  labels: readonly string[];
  /** Of the tool and its arguments, for the loop detector. */
  call: number;
  /** How long a tool that polls has to wait. */
  waitMs: number;
  warnings: ReasonCode[];
  /** What rules, breakers and budgets that only observe would have done. */
  wouldBe: Outcome | null;
  accounts: readonly Account[];
  dependency: DependencyBreaker | null;
}

/** An inspection with nothing found yet. */
export function newInspection(
  tier: Tier,
  args: unknown,
  dependency: DependencyBreaker | null,
): Inspection {
  return {
    denial: null,
    needsApproval: null,
    tier,
    args,
    transformed: null,
    ruleIds: none,
    labels: none,
    call: 0,
    waitMs: 0,
    warnings: [],
    wouldBe: null,
    accounts: noAccounts,
    dependency,
  };
}

/** Notes what something that only observes would have done; the strictest stays. */
export function noteWouldBe(inspection: Inspection, outcome: Outcome): void {
  const order: readonly Outcome[] = ["allow", "transform", "require_approval", "deny"];
  const before = inspection.wouldBe ?? "allow";
  if (order.indexOf(outcome) > order.indexOf(before)) inspection.wouldBe = outcome;
}

const none: readonly string[] = [];
const noAccounts: readonly Account[] = [];

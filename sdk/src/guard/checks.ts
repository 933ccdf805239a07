import type { Amount } from "../budgets/budget-book.ts";
import type { ReasonCode } from "../policy/decision.ts";
import { usdFromNano } from "../policy/money.ts";
import type { Tier } from "../policy/policy-document.ts";
import type { GuardState } from "./guard-state.ts";
import { type Denial, type Inspection, noteWouldBe } from "./inspection.ts";
import { judgeOffline } from "./offline.ts";
import type { Run } from "./run.ts";

/** Where a check stands. */
export interface CheckPoint {
  guard: GuardState;
  run: Run;
  inspection: Inspection;
  nowMs: number;
}

type Kind = "tool" | "model" | "handoff";

/** The kill switch, and runs that have come to their end. */
export function inspectKill({ guard, run }: CheckPoint, kind: Kind): Denial | null {
  const killed = guard.kills.inspect(run);
  if (killed !== null) return { code: "kill", reason: killed };
  const { signal } = run.tree.abort;
  if (signal.aborted) return { code: "run.stopped", reason: tell(signal.reason) };
  const { stopped, ending } = run.tree;
  // The last turn is the model's: it may say what it has got.
  if (stopped === null || (kind === "model" && ending === "last_turn")) return null;
  return { code: ending === "over" ? "run.stopped" : stopped.code, reason: stopped.reason };
}

export function inspectBreakers({ guard, run, inspection, nowMs }: CheckPoint): Denial | null {
  const behaviour = guard.behaviour(run.agentId).inspect();
  if (behaviour.state === "half_open") inspection.tier = 3;
  const dependency = inspection.dependency?.inspect(nowMs);
  for (const verdict of [behaviour, dependency]) {
    if (verdict === undefined) continue;
    if (verdict.wouldRefuse) noteWouldBe(inspection, "deny");
    if (verdict.admitted) continue;
    const { reason, retryAfterMs } = verdict;
    return { code: "breaker.open", reason, retryAfterMs };
  }
  return null;
}

/** Which models may be asked, and which agents handed over to. */
export function inspectNames(
  { guard }: CheckPoint,
  kind: "model" | "handoff",
  target: string,
): Denial | null {
  const policy = guard.inForce?.policy;
  if (policy === undefined) return null;
  const admitted = kind === "model" ? policy.admitsModel(target) : policy.admitsHandoff(target);
  if (admitted) return null;
  return { code: `${kind}.not_allowed`, reason: `the policy does not allow ${target}` };
}

/** Whether the policy can still be relied on; see {@link judgeOffline}. */
export function inspectStanding(
  { guard, inspection, nowMs }: CheckPoint,
  tier: Tier,
): Denial | null {
  const standing = guard.standing(nowMs);
  switch (judgeOffline({ standing, tier }, guard.offline, guard.staleCalls)) {
    case "allow":
      return null;
    case "degraded":
      inspection.warnings.push("stale.bundle");
      return null;
    case "approve":
      inspection.needsApproval ??= {
        code: "approval.required",
        reason: "the server is away, and this needs a person's approval without it",
      };
      return null;
    case "deny":
      return {
        code: "stale.bundle",
        reason:
          standing === "never" ? "there is no policy yet" : "the policy is too old to be relied on",
      };
  }
}

export function inspectLimits({ run, inspection, nowMs }: CheckPoint, kind: Kind): Denial | null {
  for (const scope of run.scopes) {
    const passed = scope.inspect(kind, nowMs);
    if (passed !== null) return { ...passed, ruleIds: [scope.id] };
    const { warnSteps } = scope.limits;
    if (warnSteps !== null && scope.steps >= warnSteps) inspection.warnings.push("steps.expected");
  }
  if (kind !== "handoff") return null;
  if (run.depth >= run.least("maxDepth")) {
    return { code: "depth", reason: `handoffs may be ${run.least("maxDepth")} deep` };
  }
  if (run.handoffsOpen < run.least("maxFanOut")) return null;
  return { code: "fan_out", reason: `${run.least("maxFanOut")} handoffs at a time are allowed` };
}

const dimensions = {
  costNano: "budget.cost",
  tokens: "budget.tokens",
  calls: "budget.calls",
} as const satisfies Record<keyof Amount, ReasonCode>;

/** Whether there is enough left of every budget that the action counts in. */
export function inspectBudgets(
  { guard, run, inspection, nowMs }: CheckPoint,
  amount: Amount,
): Denial | null {
  const own = guard.inForce?.accounts.of(run, nowMs) ?? [];
  const accounts = own.length === 0 ? run.accounts : [...run.accounts, ...own];
  inspection.accounts = accounts;
  const { refused, wouldRefuse } = guard.book.inspect(accounts, amount);
  if (wouldRefuse.length > 0) noteWouldBe(inspection, "deny");
  if (refused === null) return null;
  const { account, dimension } = refused;
  const left = account.limit[dimension];
  const limit = typeof left === "bigint" ? `${usdFromNano(left)} USD` : `${left} ${dimension}`;
  const reason = `the budget ${account.id} of ${limit} has too little left`;
  return { code: dimensions[dimension], reason, ruleIds: [account.id] };
}

function tell(reason: unknown): string {
  return reason instanceof Error ? reason.message : "the run was stopped";
}

import { handoff as handoffSpan } from "../handoff.ts";
import { usdFromNano } from "../policy/money.ts";
import type { PolicyLimits } from "../policy/policy-document.ts";
import { recordError } from "../record-error.ts";
import { decideOnFailure, noteStop, settleDecision, toDecision } from "./decide.ts";
import { admit, inspectOther, oneCall, type Passage } from "./gate.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { GuardState } from "./guard-state.ts";
import { type Inspection, newInspection } from "./inspection.ts";
import { LimitScope, resolveLimits } from "./limits.ts";
import { raceAbort } from "./race-abort.ts";
import { Run } from "./run.ts";
import type { JsonSchema, StandardSchema } from "./tool-definition.ts";
import { checkerOf } from "./tool-definition.ts";

const timeoutMsDefault = 120_000;

export interface HandoffOptions {
  /** The agent that takes over. */
  to: string;
  /** What is handed over, for the trace. */
  input?: unknown;
  /** For each try; 2 minutes unless said otherwise. */
  timeoutMs?: number | undefined;
  /** How often it is tried again after a crash, a timeout or an output that is not valid; 0. */
  retries?: number | undefined;
  /** What it has to give. */
  output?: StandardSchema | JsonSchema | undefined;
  /** Tighter than those of the run that hands over, never wider. */
  limits?: PolicyLimits | undefined;
}

/** What the work of the agent that takes over is told. */
export interface HandoffContext {
  /** Aborts at the timeout, and when the run is killed. */
  signal: AbortSignal;
  /** 0 for the first try. */
  attempt: number;
}

/** What a handoff took, all tries together. */
export interface HandoffUsage {
  steps: number;
  tokens: number;
  costUsd: string;
}

/** How a handoff ended. A failure is a value: it does not tear the agent down that handed over. */
export type HandoffResult<Value> =
  | { ok: true; value: Value; usage: HandoffUsage }
  | { ok: false; error: HandoffFailure; usage: HandoffUsage };

/** Without any text of the agent that failed: that text is not to be trusted. */
export interface HandoffFailure {
  class: "timeout" | "denied" | "invalid_output" | "crash";
  agent: string;
  retryable: boolean;
  /** Why it was denied. */
  code?: string;
}

/** Runs the work of another agent within the same tree, behind an error boundary of its own. */
export function guardHandoff<Value>(
  guard: GuardState,
  options: HandoffOptions,
  work: (context: HandoffContext) => Promise<Value>,
): Promise<HandoffResult<Value>> {
  const { to, input } = options;
  return handoffSpan({ to, input }, async ({ span }) => {
    const parent = guard.currentRun(to);
    const scope = childScope(guard, parent, options);
    const retries = options.retries ?? 0;
    let cause: unknown;
    const failedBecause = (error: unknown) => {
      cause = error;
    };
    for (let attempt = 0; ; attempt += 1) {
      const result = await tryOnce(guard, parent, {
        to,
        scope,
        options,
        attempt,
        failedBecause,
        span,
        work,
      });
      if (
        result.ok ||
        attempt >= retries ||
        !result.error.retryable ||
        result.error.class === "denied"
      ) {
        // The trace tells people what went wrong; the agent that handed over is told the class alone.
        if (!result.ok) recordError(span, cause);
        return result;
      }
    }
  });
}

function childScope(
  guard: GuardState,
  parent: Run,
  { to, limits: said }: HandoffOptions,
): LimitScope {
  const resolved = resolveLimits([said], [], "");
  // Without limits of its own it has those of the tree, which count in any case.
  const limits = { ...resolved, maxSteps: said?.maxSteps ?? Infinity };
  const { maxDepth, maxFanOut } = said ?? {};
  limits.maxDepth = maxDepth === undefined ? Infinity : parent.depth + maxDepth;
  limits.maxFanOut = maxFanOut ?? Infinity;
  return new LimitScope(`handoff to ${to}`, limits, guard.clock.nowMs());
}

interface Try<Value> {
  to: string;
  scope: LimitScope;
  options: HandoffOptions;
  attempt: number;
  failedBecause: (error: unknown) => void;
  span: Parameters<typeof settleDecision>[2]["span"];
  work: (context: HandoffContext) => Promise<Value>;
}

async function tryOnce<Value>(
  guard: GuardState,
  parent: Run,
  made: Try<Value>,
): Promise<HandoffResult<Value>> {
  const { to, scope, options, attempt, work } = made;
  const fail = (error: Omit<HandoffFailure, "agent">): HandoffResult<Value> => ({
    ok: false,
    error: { ...error, agent: to },
    usage: usageOf(scope),
  });
  let entered: { inspection: Inspection; passage: Passage };
  try {
    entered = enter(guard, parent, made);
  } catch (error) {
    made.failedBecause(error);
    return fail(failureOf(error, null));
  }
  const timeout = new AbortController();
  const signal = AbortSignal.any([parent.tree.abort.signal, timeout.signal]);
  const waiting = guard.clock.sleep(options.timeoutMs ?? timeoutMsDefault, signal).then(
    () => timeout.abort(new HandoffTimeout(`${to} took too long`)),
    () => undefined, // it ended before
  );
  const child = childRun(guard, parent, { to, scope });
  let failed = true;
  parent.handoffsOpen += 1;
  guard.kills.enter(child);
  try {
    const running = guard.within(child, async () => work({ signal, attempt }));
    const value = await raceAbort(running, signal);
    const problems = await findProblems(options.output, value);
    if (problems !== null) {
      made.failedBecause(new TypeError(`the output is not valid: ${problems}`));
      return fail({ class: "invalid_output", retryable: true });
    }
    failed = false;
    return { ok: true, value, usage: usageOf(scope) };
  } catch (error) {
    made.failedBecause(error);
    const failure = failureOf(error, timeout.signal.reason);
    failed = failure.class !== "denied";
    return fail(failure);
  } finally {
    parent.handoffsOpen -= 1;
    guard.kills.leave(child);
    timeout.abort(new Error("the handoff has ended"));
    await waiting;
    leave(guard, entered, failed);
  }
}

class HandoffTimeout extends Error {
  override readonly name = "HandoffTimeout";
}

function enter(
  guard: GuardState,
  parent: Run,
  { to, span }: { to: string; span: Parameters<typeof settleDecision>[2]["span"] },
): { inspection: Inspection; passage: Passage } {
  const startedMs = performance.now();
  const nowMs = guard.clock.nowMs();
  let inspection = newInspection(parent.tier, undefined, null);
  let decision;
  try {
    const dependency = guard.dependency(`handoff:${parent.agentId}>${to}`);
    inspection = inspectOther(guard, parent, {
      kind: "handoff",
      target: to,
      dependency,
      amount: oneCall,
      nowMs,
    });
    decision = toDecision(guard, inspection, startedMs);
  } catch (error) {
    decision = decideOnFailure(guard, 2, { error, startedMs });
  }
  parent.step("handoff");
  settleDecision(guard, parent, { decision, target: to, span });
  if (decision.outcome === "deny") {
    noteStop(guard, parent, decision);
    throw new GuardDenied(to, decision);
  }
  parent.tree.facts.handoffs += 1;
  return { inspection, passage: admit(guard, inspection, { amount: oneCall, nowMs }) };
}

function leave(
  guard: GuardState,
  { inspection, passage }: { inspection: Inspection; passage: Passage },
  failed: boolean,
): void {
  const { hold, permit } = passage;
  if (hold !== null) guard.book.settle(hold, oneCall);
  if (permit !== null) inspection.dependency?.settle(permit, failed, guard.clock.nowMs());
}

function childRun(
  guard: GuardState,
  parent: Run,
  { to, scope }: { to: string; scope: LimitScope },
): Run {
  const { serviceAccount = "", env = "" } = guard.options.service;
  return new Run({
    tree: parent.tree,
    agentId: to,
    depth: parent.depth + 1,
    tier: parent.tier,
    options: parent.options,
    scopes: [scope, ...parent.scopes],
    agent: { id: to, version: "", serviceAccount, env },
  });
}

function failureOf(error: unknown, timeout: unknown): Omit<HandoffFailure, "agent"> {
  if (error instanceof HandoffTimeout || timeout instanceof HandoffTimeout) {
    return { class: "timeout", retryable: true };
  }
  if (!(error instanceof GuardDenied)) return { class: "crash", retryable: true };
  const { code, retryAfterMs } = error.decision;
  return { class: "denied", retryable: retryAfterMs !== undefined, code };
}

async function findProblems(
  output: StandardSchema | JsonSchema | undefined,
  value: unknown,
): Promise<string | null> {
  if (output === undefined) return null;
  const checked = await checkerOf(output)(value);
  return checked.ok ? null : checked.problems;
}

function usageOf({ steps, account }: LimitScope): HandoffUsage {
  const { tokens, costNano } = account.spent;
  return { steps, tokens, costUsd: usdFromNano(costNano) };
}

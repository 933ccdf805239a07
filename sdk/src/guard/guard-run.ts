import { randomUUID } from "node:crypto";
import { agent } from "../agent.ts";
import { spanward } from "../attributes.ts";
import { nanoFromUsd } from "../policy/money.ts";
import { withContext } from "../with-context.ts";
import {
  type Delegated,
  delegate,
  type Delegation,
  receive,
  reportOn,
  type Share,
} from "./delegation.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { RunOptions } from "./guard-options.ts";
import type { GuardState } from "./guard-state.ts";
import { LimitScope, resolveLimits } from "./limits.ts";
import { Run, RunTree, treeScopeId } from "./run.ts";

/** A run at work. */
export interface RunHandle {
  /** The same for everything that the run handed over. */
  readonly id: string;
  /** Aborts when the run is killed or over its time. */
  readonly signal: AbortSignal;
  /** Hands a part of the limits to another process, in the headers of a request to it. */
  delegate(headers: Record<string, string>, share?: Share): Delegation;
  /** For a run that began in another process: what it took of its share, to be sent back; else null. */
  report(): string | null;
}

/** Runs an agent under the guard: what it does inside counts against its limits. */
export function guardRun<Result>(
  guard: GuardState,
  options: RunOptions,
  work: (run: RunHandle) => Promise<Result>,
): Promise<Result> {
  const { agentId, agentVersion } = guard.options.service;
  const { businessUnit, project, useCase, sessionId, input } = options;
  const described = { name: agentId, version: agentVersion, input };
  return withContext({ businessUnit, project, useCase, sessionId }, () =>
    agent(described, async ({ span }) => {
      const { run, share } = beginRun(guard, options);
      const { tree } = run;
      const stop = timeOut(run, options.signal);
      guard.kills.enter(run);
      try {
        return await guard.within(run, () =>
          work({
            id: tree.id,
            signal: tree.abort.signal,
            delegate: (headers, part) => delegate(guard, run, { headers, share: part }),
            report: () => (share === null ? null : reportOn(guard, share, run)),
          }),
        );
      } finally {
        guard.kills.leave(run);
        stop();
        if (tree.stopped !== null)
          span.setAttribute(spanward.enforcementStopCode, tree.stopped.code);
      }
    }),
  );
}

function beginRun(guard: GuardState, options: RunOptions): { run: Run; share: Delegated | null } {
  const parent = guard.activeRun;
  if (parent !== undefined) return { run: nestedRun(guard, parent, options), share: null };
  const received =
    options.from === undefined ? { kind: "none" as const } : receive(guard, options.from);
  if (received.kind === "refused") throw refuse(guard, received.reason);
  const share = received.kind === "share" ? received.share : null;
  const nowMs = guard.clock.nowMs();
  const tree = new RunTree(share?.root ?? randomUUID(), nowMs, guard.options.loops ?? {});
  if (share !== null) restore(tree, share);
  const documents = guard.inForce?.policy.documents ?? [];
  const limits = resolveLimits(
    [options.limits, guard.options.limits],
    documents,
    options.taskType ?? "",
  );
  if (share !== null) {
    limits.maxSteps = Math.min(limits.maxSteps, share.steps);
    limits.maxTokens = least(limits.maxTokens, share.tokens);
    const costNano = share.costUsd === null ? null : nanoFromUsd(share.costUsd);
    if (costNano !== null && (limits.maxCostNano === null || costNano < limits.maxCostNano)) {
      limits.maxCostNano = costNano;
    }
    limits.maxDurationMs = least(limits.maxDurationMs, share.expiresMs - nowMs);
  }
  const run = new Run({
    tree,
    agentId: guard.options.service.agentId,
    depth: share?.depth ?? 0,
    tier: strictest(options.tier ?? 1, share?.tier ?? 1),
    options,
    scopes: [new LimitScope(treeScopeId, limits, nowMs)],
    agent: describeAgent(guard),
  });
  return { run, share };
}

/** A run inside another is one of its delegates: it may be tighter, and counts in both. */
function nestedRun(guard: GuardState, parent: Run, options: RunOptions): Run {
  const limits = resolveLimits([options.limits], [], options.taskType ?? "");
  if (options.limits?.maxSteps === undefined) limits.maxSteps = Infinity;
  const { agentId } = guard.options.service;
  return new Run({
    tree: parent.tree,
    agentId,
    depth: parent.depth + 1,
    tier: strictest(options.tier ?? 1, parent.tier),
    options: { ...parent.options, ...options },
    scopes: [new LimitScope(`run of ${agentId}`, limits, guard.clock.nowMs()), ...parent.scopes],
    agent: describeAgent(guard),
  });
}

function describeAgent(guard: GuardState): object {
  const {
    agentId: id,
    agentVersion: version = "",
    serviceAccount = "",
    env = "",
  } = guard.options.service;
  return { id, version, serviceAccount, env };
}

function restore({ facts }: RunTree, { labels, tools }: Delegated): void {
  for (const label of labels) facts.labels.add(label);
  for (const [name, count] of Object.entries(tools)) facts.tools.set(name, count);
}

/** Aborts the run when its time is over or its caller gives up; gives what takes that back. */
function timeOut({ tree, scopes }: Run, caller: AbortSignal | undefined): () => void {
  const giveUp = () => tree.abort.abort(caller?.reason);
  if (caller?.aborted) giveUp();
  caller?.addEventListener("abort", giveUp, { once: true });
  const durationMs = scopes[0]?.limits.maxDurationMs ?? null;
  const timer =
    durationMs === null
      ? undefined
      : setTimeout(() => {
          const reason = `the run may take ${durationMs} ms`;
          tree.stopped ??= { code: "duration", reason };
          tree.abort.abort(new Error(reason));
        }, durationMs);
  timer?.unref();
  return () => {
    clearTimeout(timer);
    caller?.removeEventListener("abort", giveUp);
  };
}

function refuse(guard: GuardState, reason: string): GuardDenied {
  return new GuardDenied(guard.options.service.agentId, {
    outcome: "deny",
    code: "context.invalid",
    reason: `the share of another run cannot be taken up: ${reason}`,
    ruleIds: [],
    bundle: guard.inForce?.bundle ?? "",
    tier: 3,
    mode: "enforce",
    tookUs: 0,
  });
}

function strictest(a: 1 | 2 | 3, b: 1 | 2 | 3): 1 | 2 | 3 {
  return a > b ? a : b;
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import type { BreakerState } from "../breakers/breaker-state.ts";
import { hashText } from "../loops/hash-value.ts";
import { canonicalJson } from "../policy/canonical-json.ts";
import type { Decision } from "../policy/decision.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { readPolicy } from "../policy/read-policy.ts";
import { tool as toolSpan } from "../tool.ts";
import { readBundle, BundleError } from "./bundle.ts";
import { noteStop, settleDecision, toDecision } from "./decide.ts";
import { inspectTool } from "./gate.ts";
import { followOrders } from "./follow-orders.ts";
import { GuardDenied } from "./guard-denied.ts";
import {
  guardHandoff,
  type HandoffContext,
  type HandoffOptions,
  type HandoffResult,
} from "./guard-handoff.ts";
import { guardModel, type GuardedModel } from "./guard-model.ts";
import type { CallOptions, GuardOptions, RunOptions } from "./guard-options.ts";
import { guardRun, type RunHandle } from "./guard-run.ts";
import { GuardState } from "./guard-state.ts";
import { guardTool, type GuardedTool } from "./guard-tool.ts";
import { newInspection } from "./inspection.ts";
import type { KillEvent, KillScope } from "./kill-scope.ts";
import type { ModelDefinition } from "./model-definition.ts";
import type { Standing } from "./offline.ts";
import { readSigningKey } from "./signed-token.ts";
import { tellLoop } from "./tool-checks.ts";
import { type PreparedTool, prepareTool, type ToolDefinition } from "./tool-definition.ts";

/** Decides what an agent may do, before it is done, in its own process. */
export interface Guard {
  /** Runs an agent: its calls inside, and those of whom it hands over to, count together. */
  run<Result>(options: RunOptions, work: (run: RunHandle) => Promise<Result>): Promise<Result>;
  tool<Args, Result>(definition: ToolDefinition<Args, Result>): GuardedTool<Result>;
  /** Several tools, called by name: what a model asks for and nobody has is refused and counted. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tools of any arguments and results, side by side
  toolbox(definitions: readonly ToolDefinition<any, unknown>[]): Toolbox;
  model<Request, Response>(
    definition: ModelDefinition<Request, Response>,
  ): GuardedModel<Request, Response>;
  /** Runs another agent behind an error boundary: what goes wrong there is told, not thrown. */
  handoff<Value>(
    options: HandoffOptions | string,
    work: (context: HandoffContext) => Promise<Value>,
  ): Promise<HandoffResult<Value>>;
  /** What would be decided about a call of a guarded tool, now, in the run at work. Nothing comes of it. */
  check(action: { tool: string; args: unknown }): Decision;
  /** Refuses what is killed and aborts what of it is under way. */
  kill(scope: KillScope, reason: string): KillEvent;
  revive(scope: KillScope): void;
  onKill(callback: (event: KillEvent) => void): () => void;
  /** A person sets a breaker: `tool:<name>`, `model:<name>`, `handoff:<from>><to>`, `agent:<id>`. */
  setBreaker(scope: string, state: BreakerState, reason: string): void;
  /** Reads the bundle's file again. @throws when it cannot be used; what was in force stays. */
  reload(): void;
  status(): GuardStatus;
  /** Leaves the server; what is decided from now on is decided without it. */
  close(): Promise<void>;
}

/** Tools that are called by name. */
export interface Toolbox {
  readonly names: readonly string[];
  call(name: string, args: unknown, options?: CallOptions): Promise<unknown>;
}

/** How the guard stands. */
export interface GuardStatus {
  /** Id, version and digest of the policy in force; "" for none. */
  bundle: string;
  standing: Standing;
  breakers: readonly { scope: string; state: BreakerState }[];
  openHolds: number;
  /** By how much calls cost more than was reserved for them, in all, in nano-dollars. */
  overdraftNano: bigint;
}

/**
 * Makes a guard. Everything it decides, it decides in this process.
 *
 * @throws {PolicyError} {BundleError} {RangeError} when a policy, a bundle or the key cannot be used.
 *
 * @example
 * const guard = createGuard({ service: { agentId: "care" }, policy: { format: "spanward.policy/1", … } });
 * const refund = guard.tool({ name: "refund", effect: "write", input: schema, execute: pay });
 * await guard.run({ useCase: "refunds" }, () => refund({ orderId: "A-1" }));
 */
export function createGuard(options: GuardOptions): Guard {
  const key = options.signingKey === undefined ? null : readSigningKey(options.signingKey);
  const guard = new GuardState(options, key);
  const tools = new Map<string, PreparedTool>();
  enforceOptions(guard);
  if (options.bundlePath !== undefined) loadBundle(guard, readFileSync(options.bundlePath, "utf8"));
  const stopFollowing = follow(guard);

  const tool = <Args, Result>(definition: ToolDefinition<Args, Result>) => {
    tools.set(definition.name, prepareTool(definition));
    return guardTool(guard, definition);
  };
  return {
    run: (asked, work) => guardRun(guard, asked, work),
    tool,
    toolbox: (definitions) => {
      const own = new Map(definitions.map((definition) => [definition.name, tool(definition)]));
      return {
        names: [...own.keys()],
        call: async (name, args, called) =>
          (own.get(name) ?? ((given) => refuseUnknown(guard, name, given)))(args, called),
      };
    },
    model: (definition) => guardModel(guard, definition),
    handoff: (asked, work) =>
      guardHandoff(guard, typeof asked === "string" ? { to: asked } : asked, work),
    check: (action) => checkAction(guard, tools.get(action.tool), action),
    kill: (scope, reason) => killScope(guard, scope, reason),
    revive: (scope) => guard.kills.revive(scope),
    onKill: (callback) => guard.kills.onKill(callback),
    setBreaker: (scope, state, reason) => setBreaker(guard, scope, { state, reason }),
    reload: () => {
      if (options.bundlePath !== undefined)
        loadBundle(guard, readFileSync(options.bundlePath, "utf8"));
    },
    close: async () => {
      stopFollowing();
      await options.controlPlane?.close();
    },
    status: () => ({
      bundle: guard.inForce?.bundle ?? "",
      standing: guard.standing(guard.clock.nowMs()),
      breakers: guard.breakers().map(({ scope, state }) => ({ scope, state })),
      openHolds: guard.book.openHolds,
      overdraftNano: guard.book.overdraftNano,
    }),
  };
}

/** Follows the server, if there is one; gives what leaves it. */
function follow(guard: GuardState): () => void {
  const { controlPlane } = guard.options;
  if (controlPlane === undefined) return () => undefined;
  return followOrders(controlPlane, {
    load: (text) => loadBundle(guard, text),
    kill: ({ scope, reason }) => killScope(guard, scope, reason),
    revive: ({ scope }) => guard.kills.revive(scope),
    setBreaker: ({ scope, ...to }) => setBreaker(guard, scope, to),
  });
}

function setBreaker(
  guard: GuardState,
  scope: string,
  { state, reason }: { state: BreakerState; reason: string },
): void {
  const agent = /^agent:(.+)$/.exec(scope)?.[1];
  const breaker = agent === undefined ? guard.dependency(scope) : guard.behaviour(agent);
  breaker?.set(state, reason, guard.clock.nowMs());
}

function enforceOptions(guard: GuardState): void {
  const { policy } = guard.options;
  if (policy === undefined) return;
  const documents = ([] as unknown[]).concat(policy).map(readPolicy);
  const version = Math.max(0, ...documents.map((document) => document.version));
  guard.enforce(documents, { bundle: nameOf(documents), version, expiresMs: null });
}

function nameOf(documents: readonly PolicyDocument[]): string {
  const digest = createHash("sha256").update(canonicalJson(documents)).digest("hex").slice(0, 16);
  return `${documents.map(({ id, version }) => `${id}@${version}`).join("+")}#${digest}`;
}

/** @throws {BundleError} also when it is older than the one in force. */
function loadBundle(guard: GuardState, text: string): void {
  const { policies, version, expiresMs } = readBundle(text, guard.options.bundleKeys);
  const before = guard.inForce?.version ?? 0;
  if (version < before)
    throw new BundleError(`version ${version} is older than ${before}, which is in force`);
  guard.enforce(policies, { bundle: nameOf(policies), version, expiresMs });
}

function refuseUnknown(guard: GuardState, name: string, given: unknown): Promise<never> {
  // Names come from the model: what is made up must not make up span names without end.
  return toolSpan({ name: name.slice(0, 128), arguments: given }, async ({ span }) => {
    const run = guard.currentRun(name);
    const inspection = newInspection(run.tier, given, null);
    inspection.denial = { code: "tool.unknown", reason: "there is no such tool" };
    const { tree } = run;
    tree.facts.hallucinations += 1;
    const found = tree.loops.recordHallucination(name, "unknown_tool", hashText(name));
    if (found?.severity === "block") {
      inspection.denial = {
        code: "loop.errors",
        reason: `${tellLoop(found)}: there is no such tool`,
      };
      tree.vetoed("loop.errors", inspection.denial.reason);
    }
    const decision = toDecision(guard, inspection, performance.now());
    run.step("tool");
    const denied: Decision = { ...decision, outcome: "deny", mode: "enforce" };
    settleDecision(guard, run, { decision: denied, target: name, span });
    noteStop(guard, run, denied);
    throw new GuardDenied(name, denied); // also where the guard only observes: there is nothing to run
  });
}

function checkAction(
  guard: GuardState,
  tool: PreparedTool | undefined,
  { tool: name, args: given }: { tool: string; args: unknown },
): Decision {
  const startedMs = performance.now();
  const run = guard.currentRun(name);
  if (tool === undefined) {
    const inspection = newInspection(run.tier, given, null);
    inspection.denial = { code: "tool.unknown", reason: "there is no such tool" };
    return toDecision(guard, inspection, startedMs);
  }
  const checked = tool.check(given);
  if (checked instanceof Promise)
    throw new TypeError(`the schema of ${name} does not answer at once`);
  const nowMs = guard.clock.nowMs();
  return toDecision(guard, inspectTool(guard, run, { tool, given, checked, nowMs }), startedMs);
}

function killScope(guard: GuardState, scope: KillScope, reason: string): KillEvent {
  const bundle = guard.inForce?.bundle ?? "";
  return guard.kills.kill(scope, reason, (run) => {
    const { tier } = run;
    const decision = {
      outcome: "deny",
      code: "kill",
      reason,
      ruleIds: [scope],
      bundle,
      tier,
    } as const;
    return new GuardDenied(run.agentId, { ...decision, mode: "enforce", tookUs: 0 });
  });
}

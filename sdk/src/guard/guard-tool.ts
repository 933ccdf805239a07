import type { Span } from "@opentelemetry/api";
import { errorClass, hashText, hashValue } from "../loops/hash-value.ts";
import type { LoopOutcome } from "../loops/loop-detector.ts";
import type { Decision } from "../policy/decision.ts";
import { tool as toolSpan } from "../tool.ts";
import { type Approved, askApproval, digestOf } from "./ask-approval.ts";
import { decideOnFailure, noteStop, settleDecision, toDecision } from "./decide.ts";
import { admit, inspectTool, oneCall, type Passage } from "./gate.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { CallOptions } from "./guard-options.ts";
import type { GuardState } from "./guard-state.ts";
import { type Inspection, newInspection } from "./inspection.ts";
import { raceAbort } from "./race-abort.ts";
import type { Run } from "./run.ts";
import { tellLoop } from "./tool-checks.ts";
import {
  type Checked,
  type PreparedTool,
  prepareTool,
  type ToolDefinition,
} from "./tool-definition.ts";

/**
 * A guarded tool. It is called with what the model gave, unchecked.
 *
 * @throws {GuardDenied} when the call is not carried out.
 */
export type GuardedTool<Result> = (args: unknown, options?: CallOptions) => Promise<Result>;

/** Guards a tool: nothing of it runs that was not decided on. */
export function guardTool<Args, Result>(
  guard: GuardState,
  definition: ToolDefinition<Args, Result>,
): GuardedTool<Result> {
  const tool = prepareTool(definition);
  const { description } = definition;
  return (given, options = {}) =>
    toolSpan(
      { name: tool.name, callId: options.callId, description, arguments: given },
      async ({ span }) => {
        const run = guard.currentRun(tool.name);
        const signal = signalOf(run, options);
        const call = await passTool(guard, run, { tool, given, span, signal });
        const execute = async () => {
          const context = { signal, idempotencyKey: `${run.tree.id}:${options.callId ?? call.id}` };
          const { args } = call.inspection;
          if (options.execute !== undefined) {
            // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what takes its place gives what it gives
            return (await options.execute(args, context)) as Result;
          }
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tool's own schema has just said so
          return definition.execute(args as Args, context);
        };
        return carryOut(guard, run, { ...call, tool, signal, execute });
      },
    );
}

function signalOf(run: Run, { signal }: CallOptions): AbortSignal {
  const own = run.tree.abort.signal;
  return signal === undefined ? own : AbortSignal.any([own, signal]);
}

interface Passed {
  id: string;
  inspection: Inspection;
  passage: Passage;
}

/** Everything between a call and its execution. */
async function passTool(
  guard: GuardState,
  run: Run,
  call: { tool: PreparedTool; given: unknown; span: Span; signal: AbortSignal },
): Promise<Passed> {
  const { tool, given, span, signal } = call;
  const checking = safely(() => tool.check(given));
  const checked = checking instanceof Promise ? await checking : checking;
  let entered = enter(guard, run, { tool, given, checked, span });
  if (entered.inspection.waitMs > 0) {
    leave(guard, entered);
    await guard.clock.sleep(entered.inspection.waitMs, signal);
    entered = enter(guard, run, { tool, given, checked, span });
  }
  if (entered.decision.outcome !== "require_approval") return entered;
  try {
    const approved = await askApproval(guard, run, { tool: tool.name, signal, ...entered });
    leave(guard, entered); // taken again below, in the same turn
    return enter(guard, run, { tool, given, checked, span, approved });
  } catch (error) {
    leave(guard, entered);
    if (error instanceof GuardDenied) {
      settleDecision(guard, run, { decision: error.decision, target: tool.name, span });
    }
    throw error;
  }
}

function safely(check: () => Checked | Promise<Checked>): Checked | Promise<Checked> {
  try {
    const checked = check();
    return checked instanceof Promise ? checked.catch(notChecked) : checked;
  } catch (error) {
    return notChecked(error);
  }
}

function notChecked(error: unknown): Checked {
  const why = error instanceof Error ? error.message : "";
  return { ok: false, problems: `the arguments could not be checked: ${why}` };
}

/** The synchronous part: decides, and takes what was decided on. */
function enter(
  guard: GuardState,
  run: Run,
  call: { tool: PreparedTool; given: unknown; checked: Checked; span: Span; approved?: Approved },
): Passed & { decision: Decision } {
  const { tool, span, approved } = call;
  const startedMs = performance.now();
  const nowMs = guard.clock.nowMs();
  let inspection: Inspection;
  let decision: Decision;
  try {
    const checked =
      approved === undefined ? call.checked : ({ ok: true, args: approved.args } as const);
    inspection = inspectTool(guard, run, { tool, given: call.given, checked, nowMs });
    if (approved !== undefined)
      applyApproval(
        inspection,
        approved,
        digestOf(guard, run, { tool: tool.name, args: inspection.args }),
      );
    decision = toDecision(guard, inspection, startedMs);
    if (approved !== undefined) decision.approvalId = approved.approvalId;
  } catch (error) {
    inspection = newInspection(
      effectTier[tool.effect],
      call.checked.ok ? call.checked.args : call.given,
      null,
    );
    decision = decideOnFailure(guard, inspection.tier, { error, startedMs });
  }
  if (approved === undefined) run.step("tool");
  if (decision.outcome === "deny") {
    decision = countDenial(guard, run, { tool, decision, inspection, given: call.given });
    settleDecision(guard, run, { decision, target: tool.name, span });
    throw new GuardDenied(tool.name, decision);
  }
  const passage = admit(guard, inspection, { amount: oneCall, nowMs });
  settleDecision(guard, run, { decision, target: tool.name, span });
  return { id: run.tree.nextCallId(), inspection, passage, decision };
}

const effectTier = { read: 1, write: 2, irreversible: 3 } as const;

/** An approval stands for exactly the action it was given for, and for nothing that came between. */
function applyApproval(inspection: Inspection, approved: Approved, digest: string): void {
  if (digest !== approved.digest) {
    inspection.denial ??= {
      code: "approval.changed",
      reason: "the action is not the one that was approved any more",
    };
  }
  inspection.ruleIds = inspection.needsApproval?.ruleIds ?? inspection.ruleIds;
  inspection.needsApproval = null;
  inspection.transformed = null;
}

/** Made-up calls and loops are counted; too many of either and the run comes to its end. */
function countDenial(
  guard: GuardState,
  run: Run,
  denied: { tool: PreparedTool; decision: Decision; inspection: Inspection; given: unknown },
): Decision {
  const { tool, given } = denied;
  let { decision } = denied;
  const { tree } = run;
  if (decision.code === "args.invalid") {
    tree.facts.hallucinations += 1;
    const found = tree.loops.recordHallucination(tool.name, "invalid_args", hashValue(given));
    if (found?.severity === "block") {
      const reason = `${tellLoop(found)}; the last: ${decision.reason}`;
      decision = { ...decision, code: "loop.errors", reason };
    }
  }
  if (decision.code.startsWith("loop.")) tree.vetoed(decision.code, decision.reason);
  noteStop(guard, run, decision);
  return decision;
}

/** Gives back what an action held that is not carried out now. */
function leave(guard: GuardState, { inspection, passage }: Passed): void {
  if (passage.hold !== null) guard.book.release(passage.hold);
  if (passage.permit !== null) inspection.dependency?.release(passage.permit);
}

/** Runs the work, and books how it ended. */
async function carryOut<Result>(
  guard: GuardState,
  run: Run,
  call: Passed & { tool: PreparedTool; signal: AbortSignal; execute: () => Promise<Result> },
): Promise<Result> {
  const { tool, inspection, signal } = call;
  run.tree.facts.toolRan(tool.name, inspection.labels);
  try {
    const result = await raceAbort(call.execute(), signal);
    const hash = hashResult(result, tool.volatileResult);
    settle(guard, run, { ...call, outcome: { kind: "answer", hash }, failed: false });
    return result;
  } catch (error) {
    const failed = !(error instanceof GuardDenied) && !signal.aborted && tool.isFailure(error);
    settle(guard, run, {
      ...call,
      outcome: { kind: "error", errorClass: errorClass(error) },
      failed,
    });
    throw error;
  }
}

function settle(
  guard: GuardState,
  run: Run,
  call: Passed & { tool: PreparedTool; outcome: LoopOutcome; failed: boolean },
): void {
  const { tool, inspection, passage, outcome, failed } = call;
  const nowMs = guard.clock.nowMs();
  if (passage.hold !== null) guard.book.settle(passage.hold, oneCall);
  if (passage.permit !== null) inspection.dependency?.settle(passage.permit, failed, nowMs);
  const { tree } = run;
  if (tool.poll !== undefined) {
    const hash = outcome.kind === "answer" ? outcome.hash : hashText(outcome.errorClass);
    return tree.polls.record(inspection.call, hash, nowMs);
  }
  const made = { tool: tool.name, call: inspection.call, nowMs };
  tree.loops.record(made, outcome);
  tree.loopsOf(run.agentId).record(made, outcome);
}

/** What cannot be read, a stream or a hostile object, counts as the same each time. */
function hashResult(result: unknown, volatile: ReadonlySet<string>): number {
  try {
    return isStream(result) ? hashText("stream") : hashValue(result, volatile);
  } catch {
    return hashText("unreadable");
  }
}

function isStream(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    (Symbol.asyncIterator in value || value instanceof ReadableStream)
  );
}

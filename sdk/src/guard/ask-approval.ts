import { randomUUID } from "node:crypto";
import { approval } from "../approval.ts";
import type { Decision } from "../policy/decision.ts";
import { digestAction, sameDigest } from "./action-digest.ts";
import type { ApprovalAnswer, ApprovalRequest } from "./approver.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { GuardState } from "./guard-state.ts";
import type { Inspection } from "./inspection.ts";
import type { Run } from "./run.ts";

const waitMsDefault = 15 * 60_000;

export interface Approved {
  /** A copy made when the question was asked: nobody can change it any more. */
  args: unknown;
  digest: string;
  approvalId: string;
}

/**
 * Asks for an approval and waits for it. What comes back is for exactly the action that was shown.
 *
 * @throws {GuardDenied} when it is refused, comes too late, is for something else, or nobody can be asked.
 */
export async function askApproval(
  guard: GuardState,
  run: Run,
  asked: { tool: string; inspection: Inspection; decision: Decision; signal: AbortSignal },
): Promise<Approved> {
  const { tool, decision, inspection, signal } = asked;
  const deny = (code: Decision["code"], reason: string, approvalId?: string) => {
    const denied: Decision = { ...decision, outcome: "deny", code, reason };
    return new GuardDenied(tool, approvalId === undefined ? denied : { ...denied, approvalId });
  };
  const approver = guard.options.approver ?? guard.options.controlPlane;
  if (approver === undefined) {
    throw deny("approval.required", `${decision.reason}, and there is nobody to ask`);
  }
  const args: unknown = structuredClone(inspection.args);
  const request = describeRequest(guard, run, { tool, args, decision });
  const answer = await waitForAnswer(guard, request, async (within) =>
    approver.ask(request, AbortSignal.any([signal, within])),
  );
  const behaviour = guard.behaviour(run.agentId);
  const nowMs = guard.clock.nowMs();
  if (answer === null) throw deny("approval.expired", "nobody answered in time", request.id);
  if (answer.state !== "approved") {
    behaviour.answered("refused", nowMs);
    throw deny("approval.denied", `${answer.approver} refused: ${answer.reason ?? ""}`, request.id);
  }
  const requesters = [request.agentId, request.serviceAccount, request.subject];
  if (answer.approver === "" || requesters.includes(answer.approver)) {
    throw deny("approval.denied", "nobody may approve what they ask for", request.id);
  }
  if (!sameDigest(answer.digest, request.digest)) {
    behaviour.answered("changed", nowMs);
    throw deny("approval.changed", "the approval is for another action", request.id);
  }
  behaviour.answered("approved", nowMs);
  run.tree.facts.approvals += 1;
  return { args, digest: request.digest, approvalId: request.id };
}

/** The digest of an action as this run would carry it out. */
export function digestOf(
  guard: GuardState,
  run: Run,
  { tool, args }: { tool: string; args: unknown },
): string {
  const { agentVersion = "" } = guard.options.service;
  const { subject = "" } = run.options;
  return digestAction({ agent: run.agentId, agentVersion, subject, tool, args });
}

function describeRequest(
  guard: GuardState,
  run: Run,
  { tool, args, decision }: { tool: string; args: unknown; decision: Decision },
): ApprovalRequest {
  const { agentVersion = "", serviceAccount = "" } = guard.options.service;
  return {
    id: randomUUID(),
    digest: digestOf(guard, run, { tool, args }),
    agentId: run.agentId,
    agentVersion,
    serviceAccount,
    subject: run.options.subject ?? "",
    runId: run.tree.id,
    tool,
    args,
    reason: decision.reason,
    ruleIds: decision.ruleIds,
    bundle: decision.bundle,
    expiresMs: guard.clock.nowMs() + (guard.options.approvalMsMax ?? waitMsDefault),
  };
}

/** null: nobody answered in time, which is not a refusal. */
function waitForAnswer(
  guard: GuardState,
  request: ApprovalRequest,
  ask: (within: AbortSignal) => Promise<ApprovalAnswer>,
): Promise<ApprovalAnswer | null> {
  const shown = { tool: request.tool, arguments: request.args, digest: request.digest };
  return approval({ name: request.tool, input: shown, reason: request.reason }, async (span) => {
    const within = new AbortController();
    const expiry = guard.clock
      .sleep(request.expiresMs - guard.clock.nowMs(), within.signal)
      .then(() => null);
    const asking = ask(within.signal);
    // Whichever loses is told so, and may fail then without anybody minding.
    for (const loser of [expiry, asking]) loser.catch(() => undefined);
    try {
      const answer = await Promise.race([asking, expiry]);
      // Both may be there at once: an answer that comes at its expiry came too late.
      const late = guard.clock.nowMs() >= request.expiresMs;
      const standing = answer === null || late ? null : answer;
      const { state, approver, reason } = standing ?? { state: "expired" as const };
      span.resolve({
        state,
        ...(approver === undefined ? {} : { approver }),
        ...(reason === undefined ? {} : { reason }),
      });
      return standing;
    } finally {
      within.abort(new Error("the approval is not waited for any more"));
    }
  });
}

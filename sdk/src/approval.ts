import type { Attributes } from "@opentelemetry/api";
import { spanward } from "./attributes.ts";
import { quietly } from "./quietly.ts";
import { runInSpan } from "./run-in-span.ts";
import { readState } from "./sdk-state.ts";
import { attributesOf, contentOf, type SpanHandle, type SpanOptions } from "./span-options.ts";

/** Where a request for approval stands. A request that nobody answered in time was not denied. */
export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled";

export interface ApprovalOptions extends SpanOptions {
  /** What needs approval. */
  name: string;
  /** The action asked for, as the approver is to see it. */
  input?: unknown;
  /** Why approval is needed: a rule, a limit. Why it was given or refused takes its place. */
  reason?: string | undefined;
  state?: ApprovalState | undefined;
  approver?: string | undefined;
}

/** A request for approval that waits for an answer. */
export interface ApprovalSpan extends SpanHandle {
  /** Records the answer; the last one stands. */
  resolve: (answer: { state: ApprovalState; approver?: string; reason?: string }) => void;
}

/**
 * Waits for a person's approval in a span. As soon as the waiting begins the server is told, so that
 * the request is seen while it is open.
 *
 * @example
 * const allowed = await approval({ name: "refund above 200 EUR", input: refund }, async ({ resolve }) => {
 *   const answer = await askTeamLead(refund);
 *   resolve({ state: answer.yes ? "approved" : "denied", approver: answer.by, reason: answer.why });
 *   return answer.yes;
 * });
 */
export function approval(options: ApprovalOptions): void;
export function approval<Result>(
  options: ApprovalOptions | string,
  run: (approval: ApprovalSpan) => Result,
): Result;
export function approval(
  options: ApprovalOptions | string,
  run: (approval: ApprovalSpan) => unknown = () => undefined,
): unknown {
  const given = typeof options === "string" ? { name: options } : options;
  const asked = { state: "pending" as const, ...given };
  const plan = {
    name: `approval ${given.name}`,
    attributes: () => attributesOf(request(asked), given),
  };
  return runInSpan(plan, (span) => {
    if (asked.state === "pending") quietly(() => readState()?.announce(span));
    return run({
      span,
      resolve: (answer) => quietly(() => span.setAttributes(attributesOf(standing(answer), {}))),
    });
  });
}

function request(options: ApprovalOptions): Attributes {
  return {
    [spanward.kind]: "approval",
    [spanward.input]: contentOf(options.input),
    ...standing(options),
  };
}

function standing({ state, approver, reason }: Omit<ApprovalOptions, "name">): Attributes {
  return {
    [spanward.approvalState]: state,
    [spanward.approvalApprover]: approver,
    [spanward.approvalReason]: contentOf(reason),
  };
}

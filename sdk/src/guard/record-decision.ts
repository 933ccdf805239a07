import type { Attributes, Span } from "@opentelemetry/api";
import { spanward } from "../attributes.ts";
import type { Decision } from "../policy/decision.ts";
import { quietly } from "../quietly.ts";
import { runInSpan } from "../run-in-span.ts";

/**
 * Writes a decision on the span of what it is about. What was not simply allowed gets a span of its own
 * besides, of the kind guardrail, so that it is seen among the steps of the run.
 */
export function recordDecision(span: Span, decision: Decision, target: string): void {
  quietly(() => {
    if (!span.isRecording()) return;
    span.setAttributes(attributesOf(decision));
    const { outcome, wouldBe, warnings, code } = decision;
    if (outcome === "allow" && wouldBe === undefined && warnings === undefined && code === "ok")
      return;
    runInSpan({ name: `guard ${target}`, attributes: () => guardrail(decision) }, () => undefined);
  });
}

function attributesOf(decision: Decision): Attributes {
  const { wouldBe, warnings, approvalId, retryAfterMs } = decision;
  const attributes: Attributes = {
    [spanward.enforcementOutcome]: decision.outcome,
    [spanward.enforcementCode]: decision.code,
    [spanward.enforcementMode]: decision.mode,
    [spanward.enforcementTier]: decision.tier,
    [spanward.enforcementTookUs]: decision.tookUs,
  };
  if (decision.ruleIds.length > 0) attributes[spanward.enforcementRuleIds] = [...decision.ruleIds];
  if (decision.bundle !== "") attributes[spanward.enforcementBundle] = decision.bundle;
  if (wouldBe !== undefined) attributes[spanward.enforcementWouldBe] = wouldBe;
  if (warnings !== undefined) attributes[spanward.enforcementWarnings] = [...warnings];
  if (approvalId !== undefined) attributes[spanward.enforcementApprovalId] = approvalId;
  if (retryAfterMs !== undefined) attributes[spanward.enforcementRetryAfterMs] = retryAfterMs;
  return attributes;
}

function guardrail(decision: Decision): Attributes {
  const { outcome, wouldBe, warnings, reason, code } = decision;
  const told = [reason, ...(warnings ?? []).map((warning) => `warning: ${warning}`)];
  if (wouldBe !== undefined) told.push(`would have been: ${wouldBe}`);
  return {
    ...attributesOf(decision),
    [spanward.kind]: "guardrail",
    [spanward.decisionAlternatives]: ["allow", "transform", "require_approval", "deny"],
    [spanward.decisionChosen]: outcome,
    [spanward.decisionReason]: `${code}: ${told.filter((text) => text !== "").join("; ")}`,
  };
}

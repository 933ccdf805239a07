import { type SpanRecord, spanFlags } from "@spanward/clickhouse/records";

/** What tells whether a span is a call of its own. */
export type CallEvidence = Pick<
  SpanRecord,
  "kind" | "flags" | "usageSource" | "model" | "responseId" | "finishReason" | "outputPreview"
>;

/**
 * Whether a span, taken alone, is one call to a provider: a model or embedding span that is not
 * running any more and names a model, tokens or an answer. One that says nothing at all is what some
 * frameworks leave behind when a call failed.
 */
export function isCall(span: CallEvidence): boolean {
  if (span.kind !== "llm" && span.kind !== "embedding") return false;
  if ((span.flags & spanFlags.pending) !== 0 || span.usageSource === "aggregate") return false;
  const { finishReason, model, outputPreview, responseId, usageSource } = span;
  return usageSource !== "none" || model + responseId + finishReason + outputPreview !== "";
}

import { type SpanRecord, spanFlags } from "@spanward/clickhouse/records";

/** What tells whether a span is a call of its own. */
export type CallEvidence = Pick<
  SpanRecord,
  | "kind"
  | "flags"
  | "status"
  | "usageSource"
  | "model"
  | "responseId"
  | "finishReason"
  | "outputPreview"
>;

/**
 * Whether a span, taken alone, is one call to a provider: a model or embedding span that is not
 * running any more and reports tokens or an answer, or failed to get one. One that only names a model
 * is what some frameworks make around a call, or leave behind when it failed.
 */
export function isCall(span: CallEvidence): boolean {
  if (span.kind !== "llm" && span.kind !== "embedding") return false;
  if ((span.flags & spanFlags.pending) !== 0 || span.usageSource === "aggregate") return false;
  const { finishReason, model, outputPreview, responseId, status, usageSource } = span;
  const answered = usageSource !== "none" || responseId + finishReason + outputPreview !== "";
  // An embedding's answer is rarely traced.
  return answered || (model !== "" && (status === "error" || span.kind === "embedding"));
}

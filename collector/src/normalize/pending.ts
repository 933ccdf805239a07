import type { OtlpSpan } from "../decode/otlp.ts";
import { readText } from "./attributes/read-attribute.ts";
import { spanward } from "./conventions/spanward.ts";

/**
 * Whether a span is a placeholder for one that has not ended: our own SDK sends one under the span's
 * own ids; Logfire sends one when a span begins, as a child of the span that follows when it ends.
 */
export const isPending = (span: OtlpSpan): boolean =>
  span.attributes.get(spanward.pending) === true || isLogfirePending(span);

const isLogfirePending = ({ attributes }: OtlpSpan): boolean =>
  readText(attributes, "logfire.span_type") === "pending_span";

/** A placeholder under the ids of the span it stands for, so that the real one takes its place. */
export function standIn(span: OtlpSpan): OtlpSpan {
  if (!isLogfirePending(span) || span.parentSpanId === "") return span;
  const parent = readText(span.attributes, "logfire.pending_parent_id");
  const parentSpanId = /^(?!0{16})[0-9a-f]{16}$/.test(parent) ? parent : "";
  return { ...span, spanId: span.parentSpanId, parentSpanId };
}

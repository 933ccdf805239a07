import type { OtlpSpan } from "../decode/otlp.ts";
import { readText } from "./attributes/read-attribute.ts";

/**
 * Whether a span is a placeholder: Logfire sends one when a span begins, as a child of the span that
 * follows when it ends.
 */
export const isPending = ({ attributes }: OtlpSpan): boolean =>
  readText(attributes, "logfire.span_type") === "pending_span";

/** A placeholder under the ids of the span it stands for, so that the real one takes its place. */
export function standIn(span: OtlpSpan): OtlpSpan {
  if (!isPending(span) || span.parentSpanId === "") return span;
  const parent = readText(span.attributes, "logfire.pending_parent_id");
  const parentSpanId = /^(?!0{16})[0-9a-f]{16}$/.test(parent) ? parent : "";
  return { ...span, spanId: span.parentSpanId, parentSpanId };
}

import type { DecodedRequest, OtlpLogRecord, OtlpSpan, Rejections } from "./otlp.ts";

const refusals = {
  trace_id_invalid: "a trace id that is not 16 bytes or is all zero",
  span_id_invalid: "a span id that is not 8 bytes or is all zero",
};

/** Takes out the spans that cannot be stored because their id is none. A parent that is none: a root. */
export function checkSpanIds(spans: OtlpSpan[]): DecodedRequest<OtlpSpan> {
  const items: OtlpSpan[] = [];
  const reasons: Record<string, number> = {};
  for (const span of spans) if (takeSpan(span, reasons)) items.push(span);
  return { items, ...refusalsOf(reasons) };
}

/** Whether a span can be stored; if not, it is counted in `reasons`. A parent that is none: a root. */
export function takeSpan(span: OtlpSpan, reasons: Record<string, number>): boolean {
  const reason = findFault(span);
  if (reason) {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    return false;
  }
  if (!isSpanId(span.parentSpanId)) span.parentSpanId = "";
  return true;
}

/** What the sender is told of the spans that were refused. */
export function refusalsOf(reasons: Record<string, number>): Rejections {
  const parts = Object.entries(refusals).flatMap(([reason, description]) =>
    reasons[reason] ? [`${reasons[reason]} with ${description}`] : [],
  );
  const message = parts.length > 0 ? `spans refused: ${parts.join(", ")}` : "";
  const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return { rejected, message, reasons };
}

/** A log record needs no ids; one that is none is taken out. */
export function clearLogIds(record: OtlpLogRecord): OtlpLogRecord {
  if (!isTraceId(record.traceId)) record.traceId = "";
  if (!isSpanId(record.spanId)) record.spanId = "";
  return record;
}

function findFault({ spanId, traceId }: OtlpSpan): keyof typeof refusals | null {
  if (!isTraceId(traceId)) return "trace_id_invalid";
  return isSpanId(spanId) ? null : "span_id_invalid";
}

const isTraceId = (id: string): boolean => id.length === 32 && !/^0+$/.test(id);
const isSpanId = (id: string): boolean => id.length === 16 && !/^0+$/.test(id);

import type { DecodedRequest, OtlpLogRecord, OtlpSpan } from "./otlp.ts";

const refusals = {
  trace_id_invalid: "a trace id that is not 16 bytes or is all zero",
  span_id_invalid: "a span id that is not 8 bytes or is all zero",
};

/** Takes out the spans that cannot be stored because their id is none. A parent that is none: a root. */
export function checkSpanIds(spans: OtlpSpan[]): DecodedRequest<OtlpSpan> {
  const items: OtlpSpan[] = [];
  const reasons: Record<string, number> = {};
  for (const span of spans) {
    const reason = findFault(span);
    if (reason) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      continue;
    }
    if (!isSpanId(span.parentSpanId)) span.parentSpanId = "";
    items.push(span);
  }
  const parts = Object.entries(refusals).flatMap(([reason, description]) =>
    reasons[reason] ? [`${reasons[reason]} with ${description}`] : [],
  );
  const message = parts.length > 0 ? `spans refused: ${parts.join(", ")}` : "";
  return { items, rejected: spans.length - items.length, message, reasons };
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

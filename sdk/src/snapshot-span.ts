import type { Attributes, HrTime, SpanContext } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";

/** A span as it is now, with more attributes; one that is still open ends now. */
export function snapshotSpan(span: ReadableSpan, more: Attributes = {}): ReadableSpan {
  const context = span.spanContext();
  const parentSpanContext = parentOf(span, context);
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: endOf(span),
    duration: span.duration,
    ended: true,
    status: span.status,
    attributes: { ...span.attributes, ...more },
    events: [...span.events],
    links: [...span.links],
    resource: span.resource,
    instrumentationScope: scopeOf(span),
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    spanContext: () => context,
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
  };
}

/** When a span ended; one that is still open ends now. */
export function endOf(span: ReadableSpan): HrTime {
  if (span.ended) return span.endTime;
  const nowMs = Date.now();
  return [Math.floor(nowMs / 1000), (nowMs % 1000) * 1e6];
}

// Spans of OpenTelemetry's JavaScript SDK 1 name two fields otherwise.

/** The span it was started in; undefined for a root. */
export function parentOf(
  span: ReadableSpan,
  { traceId, traceFlags }: SpanContext,
): SpanContext | undefined {
  if (span.parentSpanContext !== undefined) return span.parentSpanContext;
  const spanId: unknown = Reflect.get(span, "parentSpanId");
  return typeof spanId === "string" ? { traceId, spanId, traceFlags } : undefined;
}

/** The same object for all spans of a tracer. */
export function scopeOf(span: Partial<ReadableSpan>): ReadableSpan["instrumentationScope"] {
  const scope: unknown = span.instrumentationScope ?? Reflect.get(span, "instrumentationLibrary");
  return isScope(scope) ? scope : nameless;
}

const nameless = { name: "" };

const isScope = (scope: unknown): scope is ReadableSpan["instrumentationScope"] =>
  typeof scope === "object" && scope !== null && "name" in scope;

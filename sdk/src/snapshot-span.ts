import type { Attributes, HrTime, SpanContext } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";

/** A span as it is now, with more attributes; one that is still open ends now. */
export function snapshotSpan(span: ReadableSpan, more: Attributes = {}): ReadableSpan {
  const context = span.spanContext();
  const parentSpanContext = span.parentSpanContext ?? olderParent(span, context);
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.ended ? span.endTime : currentTime(),
    duration: span.duration,
    ended: true,
    status: span.status,
    attributes: { ...span.attributes, ...more },
    events: [...span.events],
    links: [...span.links],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope ?? olderScope(span),
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    spanContext: () => context,
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
  };
}

function currentTime(): HrTime {
  const nowMs = Date.now();
  return [Math.floor(nowMs / 1000), (nowMs % 1000) * 1e6];
}

// Spans of OpenTelemetry's JavaScript SDK 1 name two fields otherwise.
function olderParent(span: object, { traceId, traceFlags }: SpanContext): SpanContext | undefined {
  const spanId: unknown = Reflect.get(span, "parentSpanId");
  return typeof spanId === "string" ? { traceId, spanId, traceFlags } : undefined;
}

function olderScope(span: object): ReadableSpan["instrumentationScope"] {
  const scope: unknown = Reflect.get(span, "instrumentationLibrary");
  const isScope = typeof scope === "object" && scope !== null && "name" in scope;
  return { name: isScope ? String(scope.name) : "" };
}

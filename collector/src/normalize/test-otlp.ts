import type { AttributeObject, OtlpLogRecord, OtlpSpan } from "../decode/otlp.ts";

/** What a test says of a span; the rest is as little as a span can have. */
export interface SpanSketch extends Partial<
  Omit<OtlpSpan, "attributes" | "events" | "scope" | "resource">
> {
  attributes?: AttributeObject;
  events?: { name: string; attributes: AttributeObject }[];
  scope?: string;
  resource?: AttributeObject;
}

/** A span as it is sent, for tests to say what they need. */
export function otlpSpan({
  attributes = {},
  events = [],
  resource = {},
  scope = "",
  ...fields
}: SpanSketch): OtlpSpan {
  return {
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    parentSpanId: "3".repeat(16),
    traceState: "",
    flags: 0,
    name: "",
    kind: 1,
    startTimeUnixNano: startUnixNano,
    endTimeUnixNano: startUnixNano + 1_000_000_000n,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
    ...fields,
    attributes: new Map(Object.entries(attributes)),
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: startUnixNano,
      attributes: new Map(Object.entries(event.attributes)),
      droppedAttributesCount: 0,
    })),
    ...ownerOf(scope, resource),
  };
}

/** A log record as it is sent, for tests to say what they need. */
export function otlpLog({
  attributes = {},
  resource = {},
  scope = "",
  ...fields
}: Partial<Omit<OtlpLogRecord, "attributes" | "scope" | "resource">> &
  Pick<SpanSketch, "attributes" | "scope" | "resource">): OtlpLogRecord {
  return {
    timeUnixNano: startUnixNano,
    observedTimeUnixNano: startUnixNano,
    severityNumber: 9,
    severityText: "",
    eventName: "",
    body: null,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: "",
    spanId: "",
    ...fields,
    attributes: new Map(Object.entries(attributes)),
    ...ownerOf(scope, resource),
  };
}

const startUnixNano = BigInt(Date.UTC(2026, 10, 22)) * 1_000_000n;

const ownerOf = (
  scope: string,
  resource: AttributeObject,
): Pick<OtlpSpan, "resource" | "scope"> => ({
  resource: {
    attributes: new Map(Object.entries(resource)),
    droppedAttributesCount: 0,
    schemaUrl: "",
  },
  scope: { name: scope, version: "", attributes: new Map(), schemaUrl: "" },
});

/** The value of an attribute, as an instrumentation sets it. */
export type Value = string | number | boolean | readonly string[];
export type ValuesByKey = Record<string, Value | undefined>;

/** One finished span of the demo. Times are milliseconds since 1970, with fractions. */
export interface DemoSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: 1 | 2 | 3; // internal, server, client
  startMs: number;
  endMs: number;
  attributes: ValuesByKey;
  events: { name: string; timeMs: number; attributes: ValuesByKey }[];
  links: { traceId: string; spanId: string }[];
  error: string | null; // the status message; null is no error
}

/** Who sent it: what OTLP calls a resource and an instrumentation scope. */
export interface Sender {
  service: string;
  scope: string;
  version: string;
  resource: ValuesByKey;
}

/**
 * A span in OTLP's JSON mapping, as text.
 * Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function encodeSpan(span: DemoSpan): string {
  return JSON.stringify({
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: toNanoseconds(span.startMs),
    endTimeUnixNano: toNanoseconds(span.endMs),
    attributes: toKeyValues(span.attributes),
    events: span.events.map((event) => ({
      timeUnixNano: toNanoseconds(event.timeMs),
      name: event.name,
      attributes: toKeyValues(event.attributes),
    })),
    links: span.links,
    status: span.error === null ? {} : { code: 2, message: span.error },
  });
}

/** The head of a `ResourceSpans`, up to where its spans follow. */
export function encodeSender({ service, scope, version, resource }: Sender): string {
  const attributes = toKeyValues({ "service.name": service, ...resource });
  return `{"resource":${JSON.stringify({ attributes })},"scopeSpans":[{"scope":${JSON.stringify({ name: scope, version })},"spans":[`;
}

function toKeyValues(values: ValuesByKey): object[] {
  const list: object[] = [];
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value !== undefined) list.push({ key, value: toAnyValue(value) });
  }
  return list;
}

function toAnyValue(value: Value): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "object") {
    return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
  }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

// 2^53 nanoseconds end in 1970 + 104 days: only the milliseconds fit a number.
function toNanoseconds(timeMs: number): string {
  const whole = Math.floor(timeMs);
  return `${whole}${String(Math.floor((timeMs - whole) * 1e6)).padStart(6, "0")}`;
}

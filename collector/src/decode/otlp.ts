// OTLP as it was sent: nothing renamed, nothing derived. Field names follow opentelemetry-proto 1.11.

/** A decoded `AnyValue`. `null` is the empty value; 64-bit integers past 2^53 are bigints. */
export type AttributeValue =
  | null
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | AttributeValue[]
  | AttributeObject;

/** A decoded `KeyValueList`. It has no prototype, so that no key can reach one. */
export interface AttributeObject {
  [key: string]: AttributeValue;
}

/** Attributes by key, in the order sent. Of two with one key the last one stands. */
export type Attributes = Map<string, AttributeValue>;

export interface OtlpResource {
  attributes: Attributes;
  droppedAttributesCount: number;
  schemaUrl: string;
}

export interface OtlpScope {
  name: string;
  version: string;
  attributes: Attributes;
  schemaUrl: string;
}

export interface OtlpEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface OtlpLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attributes;
  flags: number;
}

export interface OtlpSpan {
  traceId: string; // 32 lowercase hex digits
  spanId: string; // 16 lowercase hex digits
  parentSpanId: string; // "" for a root
  traceState: string;
  flags: number;
  name: string;
  kind: number; // SpanKind, 0 = unspecified
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: Attributes;
  droppedAttributesCount: number;
  events: OtlpEvent[];
  droppedEventsCount: number;
  links: OtlpLink[];
  droppedLinksCount: number;
  status: { code: number; message: string }; // 0 unset, 1 ok, 2 error
  resource: OtlpResource; // the same object for all spans of one ResourceSpans
  scope: OtlpScope;
  /** A value was nested deeper or longer than the limits; a text stands where the rest was. */
  valueCut?: true;
}

export interface OtlpLogRecord {
  timeUnixNano: bigint; // 0 when unknown
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: AttributeValue;
  attributes: Attributes;
  droppedAttributesCount: number;
  flags: number;
  traceId: string; // "" without trace context
  spanId: string;
  resource: OtlpResource;
  scope: OtlpScope;
}

/** A data point, flattened out of its metric. Which fields mean something depends on `type`. */
export interface OtlpMetricPoint {
  name: string;
  unit: string;
  type: "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";
  monotonic: boolean;
  temporality: number;
  attributes: Attributes;
  timeUnixNano: bigint;
  startTimeUnixNano: bigint;
  value: number;
  count: bigint;
  sum: number;
  bounds: number[];
  bucketCounts: bigint[];
  resource: OtlpResource;
  scope: OtlpScope;
}

/** What was refused of a request that is otherwise good: OTLP's partial success. */
export interface Rejections {
  rejected: number;
  /** One sentence for the sender: what was refused and why. "" when nothing was. */
  message: string;
  /** How many by reason, for the counters. */
  reasons: Record<string, number>;
}

export interface DecodedRequest<Item> extends Rejections {
  items: Item[];
}

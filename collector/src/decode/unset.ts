import type {
  OtlpEvent,
  OtlpLink,
  OtlpLogRecord,
  OtlpMetricPoint,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from "./otlp.ts";

// What every field is worth when the sender leaves it out.

export const unsetResource = (): OtlpResource => ({
  attributes: new Map(),
  droppedAttributesCount: 0,
  schemaUrl: "",
});

export const unsetScope = (): OtlpScope => ({
  name: "",
  version: "",
  attributes: new Map(),
  schemaUrl: "",
});

export const unsetEvent = (): OtlpEvent => ({
  timeUnixNano: 0n,
  name: "",
  attributes: new Map(),
  droppedAttributesCount: 0,
});

export const unsetLink = (): OtlpLink => ({
  traceId: "",
  spanId: "",
  traceState: "",
  attributes: new Map(),
  flags: 0,
});

export const unsetSpan = (): OtlpSpan => ({
  traceId: "",
  spanId: "",
  parentSpanId: "",
  traceState: "",
  flags: 0,
  name: "",
  kind: 0,
  startTimeUnixNano: 0n,
  endTimeUnixNano: 0n,
  attributes: new Map(),
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: "" },
  resource: unsetResource(),
  scope: unsetScope(),
});

export const unsetLogRecord = (): OtlpLogRecord => ({
  timeUnixNano: 0n,
  observedTimeUnixNano: 0n,
  severityNumber: 0,
  severityText: "",
  eventName: "",
  body: null,
  attributes: new Map(),
  droppedAttributesCount: 0,
  flags: 0,
  traceId: "",
  spanId: "",
  resource: unsetResource(),
  scope: unsetScope(),
});

export const unsetMetricPoint = (): OtlpMetricPoint => ({
  name: "",
  unit: "",
  type: "gauge",
  monotonic: false,
  temporality: 0,
  attributes: new Map(),
  timeUnixNano: 0n,
  startTimeUnixNano: 0n,
  value: 0,
  count: 0n,
  sum: 0,
  bounds: [],
  bucketCounts: [],
  resource: unsetResource(),
  scope: unsetScope(),
});

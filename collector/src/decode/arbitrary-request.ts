import fc from "fast-check";

// Any request a sender may write, in the OTLP/JSON mapping.

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const count = fc.nat(2 ** 31 - 1);
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant("__proto__"));
const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((id) => Buffer.from(id).toString("hex"));
/** Mostly an id; sometimes one that is none. */
const id = (bytes: number) =>
  fc.oneof({ weight: 9, arbitrary: hex(bytes) }, fc.constantFrom("", "00".repeat(bytes), "abcd"));

const double = fc.oneof(
  fc.double({ noNaN: true }).filter((value) => Number.isFinite(value) && !Object.is(value, -0)),
  fc.constantFrom("NaN", "Infinity", "-Infinity", null),
);

const { any: value } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: "small", withCrossShrink: true },
    fc.constant({}),
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((int) => ({ intValue: String(int) })),
    double.map((doubleValue) => ({ doubleValue })),
    fc.uint8Array().map((bytes) => ({ bytesValue: Buffer.from(bytes).toString("base64") })),
    fc.array(tie("any"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .array(fc.record({ key: text, value: tie("any") }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 5 });

const event = { timeUnixNano: uint64, name: text, attributes, droppedAttributesCount: count };
const link = { traceId: id(16), spanId: id(8), traceState: text, attributes, flags: count };

const span = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8),
    traceState: text,
    flags: count,
    name: text,
    kind: fc.nat(7),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    droppedAttributesCount: count,
    events: fc.array(fc.record(event, { requiredKeys: [] }), { maxLength: 2 }),
    droppedEventsCount: count,
    links: fc.array(fc.record(link, { requiredKeys: [] }), { maxLength: 2 }),
    droppedLinksCount: count,
    status: fc.record({ code: fc.nat(3), message: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ["traceId", "spanId"] },
);

const logRecord = fc.record(
  {
    timeUnixNano: uint64,
    observedTimeUnixNano: uint64,
    severityNumber: fc.nat(30),
    severityText: text,
    eventName: text,
    body: value,
    attributes,
    flags: count,
    traceId: id(16),
    spanId: id(8),
  },
  { requiredKeys: [] },
);

const resource = fc.record({ attributes, droppedAttributesCount: count }, { requiredKeys: [] });
const scope = fc.record({ name: text, version: text, attributes }, { requiredKeys: [] });
const few = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 3 });

/** An `ExportTraceServiceRequest`. */
export const arbitraryTraces = fc.record({
  resourceSpans: few(
    fc.record({
      resource,
      schemaUrl: text,
      scopeSpans: few(fc.record({ scope, schemaUrl: text, spans: few(span) })),
    }),
  ),
});

/** An `ExportLogsServiceRequest`. */
export const arbitraryLogs = fc.record({
  resourceLogs: few(
    fc.record({
      resource,
      schemaUrl: text,
      scopeLogs: few(fc.record({ scope, schemaUrl: text, logRecords: few(logRecord) })),
    }),
  ),
});

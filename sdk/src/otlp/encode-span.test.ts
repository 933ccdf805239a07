import {
  type Attributes,
  createTraceState,
  type SpanContext,
  TraceFlags,
} from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCleanseSpan } from "../cleanse-span.ts";
import { createOtlpCarrier } from "./otlp-carrier.ts";
import type { Cleansing } from "../redact.ts";
import { readRequest } from "./testing.ts";

// Goal: what our encoder writes says what OpenTelemetry's own says. Method: any span at all through
// both, read by a third party, protobufjs.

const hex = (digits: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
    .map((values) => values.map((value) => value.toString(16)).join(""));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 300 }),
  // Around the lengths where the encoder, or the width of a length, changes.
  fc.constantFrom(47, 48, 127, 128, 16_383, 16_384, 70_000).map((length) => "a".repeat(length)),
  fc.constantFrom(42, 43, 127, 5461, 5462).map((length) => "ü€".repeat(length)),
);
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, -1, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 62, 1e300),
);
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.string({ maxLength: 60 }),
  fc.oneof(
    scalar,
    fc.array(text, { maxLength: 4 }),
    fc.array(fc.double(), { maxLength: 4 }),
    fc.array(fc.boolean(), { maxLength: 4 }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not typed as attributes, but the SDK keeps what it is given
    fc.uint8Array({ maxLength: 200 }) as unknown as fc.Arbitrary<string>,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as before
    fc.dictionary(fc.string(), scalar, { maxKeys: 3 }) as unknown as fc.Arbitrary<string>,
  ),
  { maxKeys: 6 },
);
const spanContext: fc.Arbitrary<SpanContext> = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(TraceFlags.NONE, TraceFlags.SAMPLED),
    isRemote: fc.boolean(),
    traceState: fc.constantFrom(createTraceState("a=1,b=2"), createTraceState("")),
  },
  { requiredKeys: ["traceId", "spanId", "traceFlags"] },
);
const instant = fc.tuple(
  fc.integer({ min: 0, max: 9e9 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);
const count = fc.constantFrom(0, 1, 127, 128, 70_000);
const resources = [resourceFromAttributes({ "service.name": "a" }), resourceFromAttributes({})];
const scopes = [
  { name: "one", version: "1" },
  { name: "two", schemaUrl: "https://s" },
];

const span: fc.Arbitrary<ReadableSpan> = fc
  .record({
    name: text,
    kind: fc.constantFrom(0, 1, 2, 3, 4),
    context: spanContext,
    parentSpanContext: fc.option(spanContext, { nil: undefined }),
    startTime: instant,
    endTime: instant,
    status: fc.record({
      code: fc.constantFrom(0, 1, 2),
      message: fc.option(text, { nil: undefined }),
    }),
    attributes,
    events: fc.array(
      fc.record({ name: text, time: instant, attributes, droppedAttributesCount: count }),
      { maxLength: 2 },
    ),
    links: fc.array(
      fc.record({ context: spanContext, attributes, droppedAttributesCount: count }),
      { maxLength: 2 },
    ),
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
    resource: fc.constantFrom(...resources),
    instrumentationScope: fc.constantFrom(...scopes),
  })
  .map(
    ({ context, ...rest }) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what a processor may rely on
      ({
        ...rest,
        spanContext: () => context,
        ended: true,
        duration: [0, 0],
      }) as unknown as ReadableSpan,
  );

function encode(spans: ReadableSpan[], cleansing: Cleansing): Uint8Array {
  const target = { url: "http://127.0.0.1:9", headers: {}, timeMsMax: 1 };
  const carrier = createOtlpCarrier(cleansing, { ...target, compression: "none" });
  const request = carrier.lastRequest(spans.map((each) => carrier.pack(each)));
  if (!request) throw new Error("nothing was encoded");
  return request.body;
}

const official = (spans: ReadableSpan[]) =>
  readRequest(ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array());

const everything: Cleansing = {
  redact: undefined,
  captureContent: true,
  attributeCharactersMax: 1_000_000,
};

test("any span is encoded as OpenTelemetry's own exporter encodes it", () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), (spans) => {
      expect(readRequest(encode(spans, everything))).toEqual(official(spans));
    }),
    { numRuns: 300 },
  );
});

test("what is redacted and cut is the same whichever of the two sends it", () => {
  const cleansing: Cleansing = {
    redact: (value, { key }) => {
      if (key.length % 5 === 1) throw new Error("cannot judge");
      return key.length % 3 === 0 ? undefined : value;
    },
    captureContent: false,
    attributeCharactersMax: 256,
  };
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), (spans) => {
      const cleanse = createCleanseSpan(cleansing);
      expect(readRequest(encode(spans, cleansing))).toEqual(official(spans.map(cleanse)));
    }),
    { numRuns: 100 },
  );
});

test("a span that cannot be encoded leaves nothing of itself in the next", () => {
  const carrier = createOtlpCarrier(everything, {
    url: "http://127.0.0.1:9",
    headers: {},
    timeMsMax: 1,
    compression: "none",
  });
  const [good] = fc.sample(span, { numRuns: 1, seed: 7 });
  if (!good) throw new Error("no span");
  const broken = {
    ...good,
    get events(): never {
      throw new Error("broken");
    },
  };
  expect(() => carrier.pack(broken)).toThrow("broken");
  const request = carrier.lastRequest([carrier.pack(good)]);
  expect(readRequest(request?.body ?? new Uint8Array())).toEqual(official([good]));
});

test("messages of any size stay as they were while others are written after them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(2000), fc.nat(400_000)), { minLength: 1, maxLength: 30 }),
      (lengths) => {
        const [base] = fc.sample(span, { numRuns: 1, seed: 3 });
        if (!base) throw new Error("no span");
        const spans = lengths.map((length, i) => ({
          ...base,
          attributes: { text: String(i % 10).repeat(length) },
        }));
        expect(readRequest(encode(spans, everything))).toEqual(official(spans));
      },
    ),
    { numRuns: 15 },
  );
});

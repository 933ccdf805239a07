import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { describe, expect, test } from "vitest";
import { DecodeError } from "./errors.ts";
import type { OtlpSpan } from "./otlp.ts";
import { decodeTraces, type Encoding } from "./request.ts";

// Goal: whatever an OpenTelemetry SDK sends, we read back unchanged.
// Method: the official SDK and serializers write the bytes; they are the judge, not a writer of ours.

const serializers = { protobuf: ProtobufTraceSerializer, json: JsonTraceSerializer };
const context = { traceId: "ab".repeat(16), spanId: "cd".repeat(8), traceFlags: 1 };
const attributes = {
  text: "ünïcode 🎈\u0000 end",
  "\uFEFFkey": "\uFEFFvalue",
  whole: 7,
  negative: -7,
  large: 2 ** 52 + 1,
  fraction: 0.1,
  yes: true,
  list: ["a", "b"],
  numbers: [1, 2.5],
};

describe.each(["protobuf", "json"] as const)("in %s", (encoding) => {
  const spans = decodeTraces(record(encoding), encoding).items;
  const child = spans.find(({ name }) => name === "chat m-1");
  const root = spans.find(({ name }) => name === "root");

  test("a span has what it was given", () => {
    expect(child).toMatchObject({
      kind: 3,
      startTimeUnixNano: 1_700_000_000_000_000_001n, // past 2^53: no digit lost
      endTimeUnixNano: 1_700_000_002_999_999_999n,
      status: { code: 2, message: "it failed" },
    });
    expect(Object.fromEntries(child?.attributes ?? [])).toEqual(attributes);
    expect(child?.parentSpanId).toBe(root?.spanId);
    expect(root?.parentSpanId).toBe("");
  });

  test("its events and links come along", () => {
    expect(child?.events).toMatchObject([
      { name: "first chunk", timeUnixNano: 1_700_000_001_000_000_500n },
    ]);
    expect(child?.events[0]?.attributes.get("n")).toBe(1);
    expect(child?.links).toMatchObject([{ traceId: context.traceId, spanId: context.spanId }]);
  });

  test("spans of one sender share one resource", () => {
    expect(child?.resource).toBe(root?.resource);
    expect(child?.resource.attributes.get("service.name")).toBe("shop");
    expect(child?.scope).toMatchObject({ name: "test-scope", version: "1.2.3" });
  });

  test("a request that is cut short is refused", () => {
    const bytes = record(encoding);
    expect(() => decodeTraces(bytes.subarray(0, -3), encoding)).toThrow(DecodeError);
  });
});

test("both serializers say the same", () => {
  const withoutIds = ({ items }: { items: OtlpSpan[] }) =>
    items.map(({ parentSpanId: _parent, spanId: _span, traceId: _trace, ...span }) => span);
  const [fromProtobuf, fromJson] = (["protobuf", "json"] as const).map((encoding) =>
    withoutIds(decodeTraces(record(encoding), encoding)),
  );
  expect(fromJson).toEqual(fromProtobuf);
});

/** A root with one child, written by the SDK. */
function record(encoding: Encoding): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "shop" }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("test-scope", "1.2.3");
  const at = (seconds: number, nanos: number): HrTime => [1_700_000_000 + seconds, nanos];
  const root = tracer.startSpan("root", { startTime: at(0, 0) });
  const child = tracer.startSpan(
    "chat m-1",
    { kind: SpanKind.CLIENT, attributes, startTime: at(0, 1), links: [{ context }] },
    trace.setSpan(ROOT_CONTEXT, root),
  );
  child.addEvent("first chunk", { n: 1 }, at(1, 500));
  child.setStatus({ code: SpanStatusCode.ERROR, message: "it failed" });
  child.end(at(2, 999_999_999));
  root.end(at(3, 0));
  return serializers[encoding].serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}

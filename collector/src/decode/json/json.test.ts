import { describe, expect, test } from "vitest";
import type { AttributeValue, OtlpSpan } from "../otlp.ts";
import { decodeMetrics, decodeTraces } from "../request.ts";

// Goal: what senders in the wild write instead of what the mapping asks for is understood all the same.

const ids = { traceId: "0AF7651916CD43DD8448EB211C80319C", spanId: "B7AD6B7169203331" };
const decode = (span: object): OtlpSpan | undefined =>
  decodeText(JSON.stringify({ ...ids, ...span }));
const decodeText = (span: string): OtlpSpan | undefined =>
  decodeTraces(Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`), "json")
    .items[0];
const read = (value: object | string | null): AttributeValue | undefined =>
  decode({ attributes: [{ key: "k", value }] })?.attributes.get("k");

test.each([
  { sent: { intValue: "9223372036854775807" }, value: 9223372036854775807n },
  { sent: { intValue: 12 }, value: 12 },
  { sent: { intValue: "-3" }, value: -3 },
  { sent: { intValue: "many" }, value: "many" },
  { sent: { intValue: "9".repeat(1000) }, value: Number.POSITIVE_INFINITY },
  { sent: { doubleValue: null }, value: Number.NaN },
  { sent: { doubleValue: "NaN" }, value: Number.NaN },
  { sent: { doubleValue: "-Infinity" }, value: Number.NEGATIVE_INFINITY },
  { sent: { doubleValue: "1.5" }, value: 1.5 },
  { sent: { boolValue: "true" }, value: true },
  { sent: { bytesValue: "AAEC" }, value: new Uint8Array([0, 1, 2]) },
  { sent: { bytesValue: "_-8" }, value: new Uint8Array([255, 239]) },
  { sent: { arrayValue: {} }, value: [] },
  { sent: { arrayValue: [{ intValue: 1 }] }, value: [1] },
  { sent: { kvlistValue: { values: 7 } }, value: '{"values":7}' },
  { sent: { stringValue: { a: 1 } }, value: '{"a":1}' },
  { sent: { stringValue: null }, value: null },
  { sent: {}, value: null },
  { sent: null, value: null },
  { sent: "bare", value: "bare" },
])("$sent is read as $value", ({ sent, value }) => {
  expect(read(sent)).toEqual(value);
});

test("a map has no prototype that a key could reach", () => {
  const values = [{ key: "__proto__", value: { stringValue: "x" } }];
  const map = read({ kvlistValue: { values } });
  expect(Object.keys(Object(map))).toEqual(["__proto__"]);
  expect({}).not.toHaveProperty("x");
});

test("ids are hex in any case, and enums may be names", () => {
  const span = decode({ kind: "SPAN_KIND_CLIENT", status: { code: "STATUS_CODE_ERROR" } });
  expect(span).toMatchObject({
    traceId: ids.traceId.toLowerCase(),
    spanId: ids.spanId.toLowerCase(),
    kind: 3,
    status: { code: 2 },
  });
});

describe("a 64-bit integer that is a JSON number keeps every digit", () => {
  const times = (start: string): bigint | undefined =>
    decodeText(
      `{"traceId":"${ids.traceId}","spanId":"${ids.spanId}","name":"a \\"1234567890123456789,","startTimeUnixNano":${start}}`,
    )?.startTimeUnixNano;

  test.each(["1795360000000000001", "18446744073709551615", " 1795360000000000001 "])(
    "%s",
    (start) => {
      expect(times(start)).toBe(BigInt(start.trim()));
    },
  );

  test.each(["-1", "1e400", '"yesterday"', "18446744073709551616"])("%s is no time", (start) => {
    expect(times(start)).toBe(0n);
  });

  test("and text that looks like one stays as it is", () => {
    const name = 'x: 1234567890123456789, \\" 1234567890123456789 \\\\';
    const span = decodeText(
      JSON.stringify({ ...ids, name, startTimeUnixNano: 0 }).replace(":0", ":12345678901234567"),
    );
    expect(span).toMatchObject({ name, startTimeUnixNano: 12345678901234567n });
  });
});

test("a lone surrogate becomes U+FFFD, a NUL stays", () => {
  expect(
    decodeText(`{"traceId":"${ids.traceId}","spanId":"${ids.spanId}","name":"a\\u0000b\\ud800c"}`)
      ?.name,
  ).toBe("a\u0000b\uFFFDc");
});

test("what is nested too deep is replaced, and the span says so", () => {
  const deep = `${'{"arrayValue":{"values":['.repeat(3000)}{}${"]}}".repeat(3000)}`;
  const span = decodeText(
    `{"traceId":"${ids.traceId}","spanId":"${ids.spanId}","attributes":[{"key":"k","value":${deep}}]}`,
  );
  expect(span?.valueCut).toBe(true);
  expect(JSON.stringify(span?.attributes.get("k"))).toContain("nested more than 64 levels deep");
});

test("what is too long is cut, and the span says so", () => {
  const attributes = [{ key: "k", value: { stringValue: "ä".repeat(100) } }];
  const body = JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, attributes }] }] }],
  });
  const [span] = decodeTraces(Buffer.from(body), "json", { nesting: 64, textBytes: 5 }).items;
  expect(span?.valueCut).toBe(true);
  expect(span?.attributes.get("k")).toBe("ää [cut: 200 bytes, of which 5 are kept]");
});

test("metrics become points, exponential buckets explicit ones", () => {
  const points = (data: object) => {
    const metrics = [{ name: "m", unit: "s", ...data }];
    const body = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
    return decodeMetrics(Buffer.from(JSON.stringify(body)), "json").items;
  };
  expect(
    points({ sum: { dataPoints: [{ asInt: "3" }], isMonotonic: true, aggregationTemporality: 2 } }),
  ).toMatchObject([
    { name: "m", unit: "s", type: "sum", value: 3, monotonic: true, temporality: 2 },
  ]);
  const exponential = {
    scale: 0,
    zeroCount: "1",
    positive: { offset: 0, bucketCounts: ["2", 3] },
    count: 6,
    sum: 9,
  };
  expect(points({ exponentialHistogram: { dataPoints: [exponential] } })).toMatchObject([
    { type: "exponential_histogram", bounds: [1, 2, 4], bucketCounts: [1n, 2n, 3n, 0n], count: 6n },
  ]);
  const summary = { count: "2", sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] };
  const [total, median] = points({ summary: { dataPoints: [summary] } });
  expect(total).toMatchObject({ type: "summary", count: 2n, sum: 3 });
  expect(median).toMatchObject({ value: 1, count: 0n, attributes: new Map([["quantile", 0.5]]) });
});

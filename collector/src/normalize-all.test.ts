import { spanFlags } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import type { Attributes } from "./decode/otlp.ts";
import { unsetLogRecord, unsetSpan } from "./decode/unset.ts";
import { normalizeLogs, normalizeSpans } from "./normalize-all.ts";

// Goal: a rule that fails costs what it would have found, never the span.

const context = { project: "shop", receivedUnixMs: Date.UTC(2026, 10, 22) };

/** Attributes that every rule trips over, but that can be written down. */
class Tripping extends Map<string, string> {
  override get(): never {
    throw new Error("a rule failed");
  }
}
const tripping: Attributes = new Tripping([["key", "value"]]);

test("a span that a rule fails on is kept as it was sent", () => {
  const sent = { ...unsetSpan(), spanId: "12".repeat(8), name: "odd", attributes: tripping };
  const { failures, items } = normalizeSpans([sent, { ...unsetSpan(), name: "good" }], context);
  expect(failures).toMatchObject([{ message: "a rule failed" }]);
  expect(items.map(({ span }) => [span.name, span.kind])).toEqual([
    ["odd", "other"],
    ["good", "other"],
  ]);
  expect(items[0]?.io).toMatchObject({
    spanId: sent.spanId,
    attributes: '[{"key":"key","value":{"stringValue":"value"}}]',
  });
});

test("a log record that a rule fails on is kept as it was sent", () => {
  const sent = { ...unsetLogRecord(), eventName: "odd", attributes: tripping, body: "text" };
  const { failures, items } = normalizeLogs([sent], context);
  expect(failures).toHaveLength(1);
  expect(items[0]?.logEvent).toMatchObject({
    eventName: "odd",
    body: '{"stringValue":"text"}',
    attributes: '[{"key":"key","value":{"stringValue":"value"}}]',
  });
});

test("a span of which a value was cut says so", () => {
  const { items } = normalizeSpans([{ ...unsetSpan(), valueCut: true }], context);
  expect(items[0]?.span.flags).toBe((items[0]?.span.flags ?? 0) | spanFlags.contentTruncated);
});

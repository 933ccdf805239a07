import { expect, test } from "vitest";
import { decodeTraces } from "../decode/request.ts";
import { normalizeSpans } from "../normalize-all.ts";

const context = { project: "default", receivedUnixMs: Date.UTC(2026, 10, 22) };

function normalize(attributes: object[]) {
  const span = {
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    name: "approval refund",
    startTimeUnixNano: "1795305600000000000",
    endTimeUnixNano: "1795305601000000000",
    attributes: [{ key: "spanward.kind", value: { stringValue: "approval" } }, ...attributes],
  };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  const { items } = decodeTraces(Buffer.from(JSON.stringify(request)), "json");
  return normalizeSpans(items, context).items[0]?.span;
}

test("the span itself wins over the placeholder our SDK sent for it, whichever comes last", () => {
  const placeholder = normalize([{ key: "spanward.pending", value: { boolValue: true } }]);
  const span = normalize([]);
  expect(placeholder).toMatchObject({ spanId: span?.spanId, flags: 16, kind: "approval" });
  expect(span?.flags).toBe(0);
  expect(Number(span?.ver)).toBeGreaterThan(Number(placeholder?.ver));
});

import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCleanseSpan } from "./cleanse-span.ts";
import type { Redact } from "./redact.ts";
import { recordSpans } from "./testing.ts";

// Goal: nothing leaves that must not, and nothing is lost that may.

const card = "4111111111111111";
const hideCards: Redact = (value) =>
  typeof value === "string" ? value.replaceAll(card, "[card]") : value;

function cleanse(
  redact?: Redact,
  captureContent = true,
): { clean: ReadableSpan; span: ReadableSpan } {
  const span = createSpan();
  const clean = createCleanseSpan({ redact, captureContent, attributeCharactersMax: 1_000 })(span);
  return { clean, span };
}

function createSpan(): ReadableSpan {
  const { last } = recordSpans();
  const link = { context: { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 } };
  const span = trace.getTracer("t").startSpan("pay", {
    attributes: {
      "gen_ai.input.messages": `card ${card}`,
      "llm.output_messages.0.message.content": `paid with ${card}`,
      "gen_ai.request.model": "gpt-4o",
      numbers: [1, 2],
      texts: ["a", card],
    },
    links: [{ ...link, attributes: { note: card } }],
  });
  span.addEvent("said", { text: card });
  span.setStatus({ code: SpanStatusCode.ERROR, message: `declined ${card}` });
  span.end();
  return last();
}

test("the hook sees every attribute: of the span, its events and links, its resource and status", () => {
  const seen: string[] = [];
  const names = new Set<string>();
  const { clean, span } = cleanse((value, { key, from, spanName }) => {
    seen.push(`${from} ${key}`);
    names.add(`${from} ${spanName}`);
    return Array.isArray(value) ? ["[list]"] : hideCards(value, { key, from, spanName });
  });
  expect(JSON.stringify(clean)).not.toContain(card);
  expect(names).toContain("event pay");
  expect(seen).toEqual(
    expect.arrayContaining([
      "span gen_ai.input.messages",
      "event text",
      "link note",
      "resource service.name",
      "status status.message",
    ]),
  );
  expect(JSON.stringify(span.attributes)).toContain(card); // other processors read the span itself
});

test.each([
  [
    "throws",
    () => {
      throw new Error("broken");
    },
  ],
  ["answers with a promise", () => Promise.reject(new Error("late"))],
  ["answers with an object", () => ({ not: "a value" })],
])("content is dropped, and the span sent, when the hook %s", (_, broken) => {
  const hook: unknown = broken;
  const { clean } = cleanse((value, place) =>
    place.key === "gen_ai.input.messages" && typeof hook === "function" ? hook() : value,
  );
  expect(clean.attributes["gen_ai.input.messages"]).toBeUndefined();
  expect(clean.attributes["spanward.redaction_failed"]).toEqual(["gen_ai.input.messages"]);
  expect(clean.attributes["gen_ai.request.model"]).toBe("gpt-4o");
});

test("without content, prompts and answers of any convention stay here; the rest is sent", () => {
  const { clean } = cleanse(undefined, false);
  expect(Object.keys(clean.attributes)).toEqual(["gen_ai.request.model", "numbers", "texts"]);
});

test("what is too long is cut, with a mark", () => {
  const { last } = recordSpans();
  trace
    .getTracer("t")
    .startSpan("s", { attributes: { a: "x".repeat(5_000), b: ["y".repeat(5_000)] } })
    .end();
  const cleanseSpan = createCleanseSpan({
    redact: undefined,
    captureContent: true,
    attributeCharactersMax: 1_000,
  });
  const clean = cleanseSpan(last());
  expect(String(clean.attributes["a"])).toMatch(/cut by @spanward\/sdk: 936 of 5000 characters\]$/);
  expect(String(clean.attributes["b"])).toContain("936 of 5000");
});

test("spans of one resource still share one, so that they are sent together", () => {
  const cleanseSpan = createCleanseSpan({
    redact: hideCards,
    captureContent: true,
    attributeCharactersMax: 1_000,
  });
  const span = createSpan();
  expect(cleanseSpan(span).resource).toBe(cleanseSpan(span).resource);
});

test("a hook that lets everything through changes nothing", () => {
  const attributes = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== "__proto__"),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
  );
  const cleanseSpan = createCleanseSpan({
    redact: (value) => value,
    captureContent: true,
    attributeCharactersMax: 1_000,
  });
  fc.assert(
    fc.property(attributes, (given) => {
      const { last } = recordSpans();
      trace.getTracer("t").startSpan("s", { attributes: given }).end();
      const span = last();
      expect(cleanseSpan(span).attributes).toEqual(span.attributes);
      expect(cleanseSpan(span).spanContext()).toEqual(span.spanContext());
    }),
    { numRuns: 30 },
  );
});

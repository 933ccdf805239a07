import type { Database } from "@spanward/clickhouse";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SpanDetail, SpanPart } from "./answers/span-detail.ts";
import { sentAt, sentLog, sentSpan, store, testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
}, 60_000);
afterAll(() => db.close());

const pathOf = (traceId: string, spanId: string) =>
  `/api/traces/${traceId.padStart(32, "0")}/spans/${spanId.padStart(16, "0")}`;
const detailOf = async (traceId: string, spanId: string) =>
  SpanDetail.parse((await api.ask(pathOf(traceId, spanId))).answer);

const messages = (...texts: [string, string][]) =>
  JSON.stringify(texts.map(([role, content]) => ({ role, parts: [{ type: "text", content }] })));

test("reads a model call out of what was sent, and says why", async () => {
  const call = sentSpan(
    { traceId: "1", spanId: "a", name: "chat large" },
    {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "large",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.conversation.id": "s1",
      "gen_ai.input.messages": messages(["user", "Where is my parcel?"]),
      "gen_ai.output.messages": messages(["assistant", "On its way."]),
    },
  );
  await store(db, { spans: [call] });
  const detail = await detailOf("1", "a");
  expect(detail).toMatchObject({
    kind: "llm",
    provider: "openai",
    responseModel: "large",
    sessionId: "s1",
    parentSpanId: null,
    otlpKind: "internal",
    durationNs: 1_000_000,
    scope: { name: "test", version: "1" },
    usage: { inputTokens: 10, outputTokens: 5, source: "provider" },
    counted: true,
    supersededBy: null,
    content: {
      input: [{ role: "user", parts: [{ type: "text", body: { text: "Where is my parcel?" } }] }],
      output: [{ role: "assistant", parts: [{ type: "text", body: { text: "On its way." } }] }],
    },
    notes: [],
  });
  const fields = detail.decisions.map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(["kind", "usage", "counted"]));
  expect(detail.attributes.find(({ key }) => key === "gen_ai.usage.input_tokens")).toEqual({
    key: "gen_ai.usage.input_tokens",
    type: "number",
    value: { text: "10", characters: 2, part: null },
  });
});

test("shows events, links, errors and what was dropped", async () => {
  const stacktrace = "at main\n".repeat(3000);
  await store(db, {
    spans: [
      sentSpan({
        traceId: "2",
        spanId: "a",
        kind: 3,
        status: { code: 2, message: "failed" },
        droppedEventsCount: 4,
        events: [
          {
            name: "exception",
            timeUnixNano: sentAt + 7n,
            attributes: new Map([
              ["exception.type", "TypeError"],
              ["exception.message", "no"],
              ["exception.stacktrace", stacktrace],
            ]),
            droppedAttributesCount: 0,
          },
        ],
        links: [
          {
            traceId: "f".repeat(32),
            spanId: "e".repeat(16),
            traceState: "",
            attributes: new Map([["why", "batch"]]),
            flags: 0,
          },
        ],
      }),
    ],
  });
  const detail = await detailOf("2", "a");
  expect(detail).toMatchObject({
    otlpKind: "client",
    status: "error",
    statusMessage: "failed",
    exception: { type: "TypeError", message: "no", stacktrace: { characters: stacktrace.length } },
    events: [{ name: "exception", offsetNs: 7 }],
    links: [{ traceId: "f".repeat(32), attributes: [{ key: "why", value: { text: "batch" } }] }],
    dropped: { events: 4 },
    notes: ["Its sender dropped attributes, events or links."],
  });
});

test("a long text comes in slices that put together are all of it", async () => {
  const long = `${"😀 long ".repeat(5000)}end`;
  await store(db, {
    spans: [
      sentSpan(
        { traceId: "3", spanId: "a" },
        {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": "fetch",
          "gen_ai.tool.call.result": long,
        },
      ),
    ],
  });
  const { content } = await detailOf("3", "a");
  expect(content.outputValue).toMatchObject({ characters: long.length, part: "outputValue" });
  let text = content.outputValue?.text ?? "";
  while (text.length < long.length) {
    const query = `part=outputValue&offset=${text.length}&limit=9999`;
    const { answer } = await api.ask(`${pathOf("3", "a")}/parts?${query}`);
    const part = SpanPart.parse(answer);
    expect(part).toMatchObject({ offset: text.length, characters: long.length });
    text += part.text;
    expect(part.nextOffset).toBe(text.length < long.length ? text.length : null);
  }
  expect(text).toBe(long);
  const attribute = await api.ask(
    `${pathOf("3", "a")}/parts?part=attributes.gen_ai.tool.call.result&offset=1`,
  );
  expect(attribute.answer).toMatchObject({ offset: 0, characters: long.length });
});

test("reads messages out of the log records of a span that has none itself", async () => {
  const span = { traceId: "4", spanId: "a" };
  await store(db, {
    spans: [sentSpan(span, { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" })],
    logs: [
      sentLog(span, { eventName: "gen_ai.user.message", body: { content: "Hello" } }),
      sentLog(span, {
        eventName: "gen_ai.choice",
        body: { index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hi" } },
      }),
      sentLog(span, { eventName: "", body: "a plain line" }),
    ],
  });
  const detail = await detailOf("4", "a");
  expect(detail.content).toMatchObject({
    input: [{ role: "user", parts: [{ body: { text: "Hello" } }] }],
    output: [{ role: "assistant", parts: [{ body: { text: "Hi" } }] }],
  });
  expect(detail.logs.map(({ body }) => body?.text)).toContain("a plain line");
});

test("names the span that counts a call instead", async () => {
  const chat = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.usage.input_tokens": 5,
  };
  await store(db, {
    spans: [
      sentSpan({ traceId: "5", spanId: "a", endTimeUnixNano: sentAt + 9n }, chat),
      sentSpan({ traceId: "5", spanId: "b", parentSpanId: "a" }, chat),
    ],
  });
  expect(await detailOf("5", "a")).toMatchObject({
    counted: false,
    supersededBy: "b".padStart(16, "0"),
  });
  expect(await detailOf("5", "b")).toMatchObject({ counted: true, supersededBy: null });
});

test("hostile content stays text", async () => {
  const hostile = `<script>alert(1)</script>\u0000\u2028"'\\`;
  await store(db, {
    spans: [sentSpan({ traceId: "6", spanId: "a", name: hostile }, { constructor: hostile })],
  });
  const detail = await detailOf("6", "a");
  expect(detail.name).toBe(hostile);
  expect(detail.attributes.find(({ key }) => key === "constructor")?.value.text).toBe(hostile);
});

import type { Database } from "@spanward/clickhouse";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SpanCause, TraceBaseline } from "./answers/span-cause.ts";
import { SpanContents } from "./answers/span-contents.ts";
import { sentAt, sentSpan, store, testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
  await store(db, { spans: [...refund("1", 0n), ...goodRefund] });
}, 60_000);
afterAll(() => db.close());

const long = (text: string, digits: number) => text.padStart(digits, "0");
const traceOf = (traceId: string) => `/api/traces/${long(traceId, 32)}`;

const messages = (role: string, ...parts: object[]) => ({ role, parts });
const text = (content: string) => ({ type: "text", content });
const toolCall = (id: string, name: string) => ({ type: "tool_call", id, name, arguments: {} });
const agent = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "desk" };
const chat = (input: object[], output: object) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "large",
  "gen_ai.input.messages": JSON.stringify(input),
  "gen_ai.output.messages": JSON.stringify([output]),
});

/** A run that asks for the same tool twice; the first call fails. */
function refund(traceId: string, later: bigint) {
  const at = (ns: bigint) => ({
    startTimeUnixNano: sentAt + later + ns,
    endTimeUnixNano: sentAt + later + ns + 1n,
  });
  const history = [messages("user", text("Refund me")), messages("assistant", text("Soon"))];
  return [
    sentSpan({ traceId, spanId: "a", name: "run", ...at(0n) }, agent),
    sentSpan(
      { traceId, spanId: "b", parentSpanId: "a", ...at(1n) },
      chat([], messages("assistant", toolCall("c1", "pay"))),
    ),
    sentSpan(
      { traceId, spanId: "c", parentSpanId: "a", ...at(2n) },
      chat(
        [...history, messages("user", text("x".repeat(3000)))],
        messages("assistant", toolCall("c2", "pay")),
      ),
    ),
    sentSpan(
      {
        traceId,
        spanId: "d",
        parentSpanId: "a",
        status: { code: 2, message: "no answer" },
        ...at(3n),
      },
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "pay",
        "gen_ai.tool.call.id": "c1",
        "gen_ai.tool.call.result": "none",
      },
    ),
    sentSpan(
      { traceId, spanId: "e", parentSpanId: "a", ...at(4n) },
      { "gen_ai.operation.name": "execute_tool", big: "y".repeat(9_000_000) },
    ),
  ];
}

const goodRefund = [
  sentSpan(
    { traceId: "2", spanId: "a", name: "run", startTimeUnixNano: sentAt - 5n },
    { ...agent, "gen_ai.conversation.id": "s" },
  ),
];

test("the cause of a failed tool call is the step whose answer has its id", async () => {
  const cause = async (spanId: string) =>
    SpanCause.parse((await api.ask(`${traceOf("1")}/spans/${long(spanId, 16)}/cause`)).answer)
      .cause;
  expect(await cause("d")).toMatchObject({ spanId: long("b", 16), rule: "call id" });
  expect(await cause("e")).toMatchObject({ spanId: long("c", 16), rule: "previous step" });
  expect(await cause("a")).toBeNull();
  expect(await cause("f")).toBeNull();
});

test("the last good run is the newest earlier one of the same agent", async () => {
  const baseline = async (traceId: string) =>
    TraceBaseline.parse((await api.ask(`${traceOf(traceId)}/baseline`)).answer);
  expect(await baseline("1")).toMatchObject({
    agent: "desk",
    baseline: { traceId: long("2", 32), sessionId: "s" },
  });
  expect(await baseline("2")).toEqual({ agent: "desk", baseline: null });
  expect((await api.ask(`${traceOf("9")}/baseline`)).status).toBe(404);
});

test("many spans are read at once: what is new in them, cut, and the large ones left out", async () => {
  const ask = async (ids: string[]) =>
    await api.ask(`${traceOf("1")}/contents?${ids.map((id) => `span=${long(id, 16)}`).join("&")}`);
  const { spans } = SpanContents.parse((await ask(["c", "d", "e", "f"])).answer);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  expect(byId.get(long("c", 16))).toMatchObject({
    error: "",
    news: {
      earlierMessages: 2,
      input: [{ role: "user", parts: [{ body: { characters: 3000, part: "input.2.0" } }] }],
      output: [{ parts: [{ type: "tool_call", id: "c2", name: "pay" }] }],
    },
  });
  expect(byId.get(long("c", 16))?.news?.input[0]?.parts[0]).toHaveProperty(
    "body.text",
    "x".repeat(2000),
  );
  expect(byId.get(long("d", 16))).toMatchObject({
    error: "no answer",
    news: { outputValue: { text: "none" } },
    bytesLeftOut: null,
  });
  expect(byId.get(long("e", 16))?.news).toBeNull();
  expect(byId.get(long("e", 16))?.bytesLeftOut).toBeGreaterThan(9_000_000);
  expect(byId.has(long("f", 16))).toBe(false);
  const many = await ask(Array.from({ length: 41 }, (_, index) => String(index)));
  expect(many).toMatchObject({ status: 400, answer: { error: { code: "invalid_parameter" } } });
});

test("a text is a file to keep, whole, and never a page", async () => {
  const ask = (part: string) =>
    api.request(`${traceOf("1")}/spans/${long("e", 16)}/file?part=${part}`);
  const answer = await ask("attributes.big");
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toMatch(
    /^attachment; filename="span-0+e\.txt"$/,
  );
  expect((await answer.text()).length).toBe(9_000_000);
  expect((await ask("nothing")).status).toBe(404);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { SpanDetail, SpanPart } from "../src/api/answers/span-detail.ts";
import { toProtobuf } from "../src/decode/to-protobuf.ts";
import { nestDeep } from "./nest-deep.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { readTrace } from "./traces.ts";

// Goal: what no honest sender would send is stored, or refused with a reason, and can be looked at.

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.remove());

const post = (body: Uint8Array) =>
  fetch(`${server.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: new Uint8Array(body),
  });

async function readSpan(traceId: string, spanId: string): Promise<SpanDetail> {
  await readTrace(server.url, traceId);
  const path = `/api/traces/${traceId}/spans/${spanId}?project=default`;
  return SpanDetail.parse(await (await fetch(server.url + path)).json());
}

const spanId = "12".repeat(8);
const startTimeUnixNano = `${Date.now()}000000`;
const requestOf = (traceId: string, more: object): Uint8Array => {
  const span = { traceId, spanId, name: "chat", startTimeUnixNano, ...more };
  return toProtobuf({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, "traces");
};

test("an attribute of 20 MB is kept, and read in parts", async () => {
  const traceId = "20".repeat(16);
  const text = "0123456789".repeat(2_000_000);
  const attributes = [{ key: "gen_ai.prompt", value: { stringValue: text } }];
  expect((await post(requestOf(traceId, { attributes }))).status).toBe(200);

  const { attributes: shown } = await readSpan(traceId, spanId);
  const value = shown.find(({ key }) => key === "gen_ai.prompt")?.value;
  expect(value).toMatchObject({ characters: text.length });
  expect(value?.text.length).toBeLessThan(20_000);

  const query = new URLSearchParams({
    project: "default",
    part: value?.part ?? "",
    offset: String(text.length - 5),
    limit: "100",
  });
  const path = `/api/traces/${traceId}/spans/${spanId}/parts?${query}`;
  const part = SpanPart.parse(await (await fetch(server.url + path)).json());
  expect(part).toMatchObject({ text: "56789", nextOffset: null });
});

test("an attribute past the limit is cut, and the span says so", async () => {
  const traceId = "40".repeat(16);
  const attributes = [{ key: "long", value: { stringValue: "x".repeat(40 * 2 ** 20) } }];
  expect((await post(requestOf(traceId, { attributes }))).status).toBe(200);
  const { notes } = await readSpan(traceId, spanId);
  expect(notes.join()).toMatch(/cut/);
});

test("200 levels of nesting are kept down to the limit, and the span says so", async () => {
  expect((await post(nestDeep(200))).status).toBe(200);
  const { attributes, notes } = await readSpan("07".repeat(16), "07".repeat(8));
  expect(attributes[0]?.value.text).toContain("nested more than 64 levels deep");
  expect(notes.join()).toMatch(/cut/);
});

test("invalid UTF-8, NUL and markup stay text", async () => {
  const traceId = "88".repeat(16);
  const name = "<img src=x onerror=alert(1)>\u0000 **bold** #mark#";
  const attributes = [{ key: "k", value: { stringValue: "#mark#" } }];
  const body = Buffer.from(requestOf(traceId, { name, attributes }));
  for (let at = body.indexOf("#mark#"); at >= 0; at = body.indexOf("#mark#"))
    body.fill(0xff, at, at + 6);
  expect((await post(body)).status).toBe(200);
  const span = await readSpan(traceId, spanId);
  expect(span.name).toBe(`<img src=x onerror=alert(1)>\u0000 **bold** ${"\uFFFD".repeat(6)}`);
  expect(span.attributes[0]?.value.text).toBe("\uFFFD".repeat(6));
});

test("a request past the limit is refused with the reason", async () => {
  const response = await post(new Uint8Array(65 * 2 ** 20));
  expect(response.status).toBe(413);
  expect(Buffer.from(await response.arrayBuffer()).toString()).toContain("67108864 bytes");
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, encodeRows } from "@spanward/clickhouse";
import { noRows } from "@spanward/clickhouse/records";
import { testSpan } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { FaultyProxy } from "./faulty-proxy.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

// Goal: a server whose ClickHouse is elsewhere does the same. Method: the embedded engine speaks
// ClickHouse's HTTP interface, so it is somebody else's server here; SPANWARD_TEST_CLICKHOUSE_URL names a
// real one.

let folder: string;
let clickhouse: Database | null = null;
let store: { url: string; username?: string; password?: string; database: string; kind: "remote" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-remote-"));
  const database = `spanward_test_${process.pid}`;
  const url = process.env["SPANWARD_TEST_CLICKHOUSE_URL"];
  if (url === undefined) clickhouse = await Database.openEmbedded({ path: folder });
  const endpoint = url === undefined ? clickhouse?.engine?.endpoint : { url };
  if (!endpoint) throw new Error("the engine is not up");
  store = { kind: "remote", database, ...endpoint };
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openRemote(ack: "segment" | "insert", more: object = {}): Promise<TestServer> {
  const server = await openTestServer({ store: { ...store, ...more }, ack });
  onTestFinished(() => server.remove());
  return server;
}

test("stores and finds what it acknowledged", async () => {
  const server = await openRemote("segment");
  const { body, traceId } = newTrace(5);
  expect((await sendTrace(server.url, body)).status).toBe(200);
  expect(await readTrace(server.url, traceId)).toMatchObject({ spanCount: 5, llmCalls: 5 });
  const status = await (await fetch(`${server.url}/api/status`)).json();
  expect(status).toMatchObject({ engine: { kind: "remote" }, disk: null });
});

test("acknowledges by insert what can then be found", async () => {
  const server = await openRemote("insert");
  const { body, traceId } = newTrace(5);
  expect((await sendTrace(server.url, body)).status).toBe(200);
  const answer = await fetch(`${server.url}/api/traces/${traceId}`);
  expect(await answer.json()).toMatchObject({ spanCount: 5 });
});

async function openProxy(): Promise<FaultyProxy> {
  const proxy = await FaultyProxy.open(store.url);
  onTestFinished(() => proxy.close());
  return proxy;
}

const tokensIn = ({ requests }: FaultyProxy): string[] =>
  requests.flatMap((line) => /insert_deduplication_token=([\w-]+)/.exec(line)?.[1] ?? []);

test("repeats an insert whose answer was lost under the same token, and counts it once", async () => {
  const proxy = await openProxy();
  const server = await openRemote("segment", { url: proxy.url, timeoutMs: 2000 });
  proxy.fault = "deaf";
  const { body, traceId } = newTrace(4);
  expect((await sendTrace(server.url, body)).status).toBe(200);
  await expect.poll(() => tokensIn(proxy).length, { timeout: 30_000 }).toBeGreaterThan(1);
  proxy.fault = null;
  expect(await readTrace(server.url, traceId)).toMatchObject({
    spanCount: 4,
    usage: { inputTokens: 48 },
  });
  const tokens = tokensIn(proxy);
  expect(new Set(tokens).size).toBe(2); // one for each table
  expect(tokens[0]).toBe(tokens[1]);
});

test.each(["gone", "silent", "cut", "unavailable"] as const)(
  "asks and fills the next server when one is %s",
  async (fault) => {
    const [first, second] = [await openProxy(), await openProxy()];
    const url = `${first.url}, ${second.url}`;
    const server = await openRemote("segment", { url, timeoutMs: 2000 });
    first.fault = fault;
    const passed = second.requests.length;
    const { body, traceId } = newTrace(4);
    expect((await sendTrace(server.url, body)).status).toBe(200);
    await expect.poll(() => tokensIn(second).length, { timeout: 30_000 }).toBeGreaterThan(1);
    expect(await readTrace(server.url, traceId)).toMatchObject({ spanCount: 4 });
    expect(second.requests.length).toBeGreaterThan(passed);
  },
);

test("rows are sent compressed, and arrive as they were", async () => {
  const db = Database.openRemote({ ...endpointOf(store), compress: true });
  const plain = Database.openRemote(endpointOf(store));
  const spans = [1, 2, 3].map((n) => testSpan({ traceId: "c0", spanId: String(n) }));
  const [block] = encodeRows({ ...noRows(), spans });
  if (!block) throw new Error("no block");
  await openRemote("segment"); // makes the tables
  expect(await db.insertNative("spans", block.columns, [block.bytes])).toEqual({ rows: 3 });
  await db.close();
  await plain.close();
});

const endpointOf = ({ database, password = "", url, username = "default" }: typeof store) => ({
  url,
  username,
  password,
  database,
});

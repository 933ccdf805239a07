import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "@spanward/clickhouse";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

// Goal: a server whose ClickHouse is elsewhere does the same. Method: the embedded engine speaks
// ClickHouse's HTTP interface, so it is somebody else's server here; SPANWARD_TEST_CLICKHOUSE_URL names a
// real one.

let folder: string;
let clickhouse: Database | null = null;
let store: Record<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-remote-"));
  const database = `spanward_test_${process.pid}`;
  const url = process.env["SPANWARD_TEST_CLICKHOUSE_URL"];
  if (url === undefined) clickhouse = await Database.openEmbedded({ path: folder });
  const endpoint = url === undefined ? clickhouse?.engine?.endpoint : { url };
  store = { kind: "remote", database, ...endpoint };
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openRemote(ack: "segment" | "insert"): Promise<TestServer> {
  const server = await openTestServer({ store, ack });
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

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});

afterAll(() => server.remove());

const ask = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);

describe("every answer", () => {
  test.each([
    "/",
    "/traces/0af7651916cd43dd8448eb211c80319c",
    "/assets/gone.js",
    "/api/status",
    "/api/x",
    "/healthz",
  ])("at %s keeps hostile content harmless", async (path) => {
    const { headers } = await ask(path);
    const policy = headers.get("content-security-policy") ?? "";
    const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
    expect(policy).toContain(isPage ? "script-src 'self'" : "default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("of the API is never kept by a cache, and packed when it is large", async () => {
    const answer = await ask("/api/openapi.json", { headers: { "accept-encoding": "gzip" } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(await answer.json()).toHaveProperty("paths");
  });

  test("for what does not exist says what does", async () => {
    expect((await ask("/api/nothing")).status).toBe(404);
    expect(await (await ask("/api/nothing")).json()).toMatchObject({
      error: { code: "not_found" },
    });
    expect((await ask("/assets/gone.js")).status).toBe(404);
    expect((await ask("/", { method: "POST" })).status).toBe(404);
  });
});

describe("the counters", () => {
  test("account for every span: accepted = stored + rejected + waiting", async () => {
    const { body, traceId } = newTrace(30);
    await sendTrace(server.url, body);
    await sendTrace(server.url, body.replace(/"spanId":"0000000000000007"/, '"spanId":"nonsense"'));
    await readTrace(server.url, traceId);
    const text = await (await ask("/metrics")).text();
    const count = (name: string) =>
      [...text.matchAll(new RegExp(`^spanward_items_${name}\\{[^}]*traces[^}]*\\} (\\d+)$`, "gm"))]
        .map(([, value]) => Number(value))
        .reduce((sum, value) => sum + value, 0);
    expect(count("accepted_total")).toBe(60);
    expect(count("rejected_total")).toBe(1);
    expect(count("stored_total") + count("rejected_total") + count("waiting")).toBe(60);
  });

  test("do not take a health check for telemetry", async () => {
    const status = async () => (await ask("/api/status")).json();
    // What waits is stored by and by, whether anybody asks for the health or not.
    await expect.poll(async () => (await status()).ingest.waiting, { timeout: 60_000 }).toBe(0);
    const { ingest: before }: { ingest: unknown } = await status();
    expect((await ask("/healthz")).status).toBe(200);
    const { ingest: after }: { ingest: unknown } = await status();
    expect(after).toMatchObject({ ...Object(before), oldestWaitingMs: expect.any(Number) });
  });
});

describe("when the engine dies", () => {
  test("the health says so, spans are still taken, and nothing is missing afterwards", async () => {
    const pid = await enginePid();
    process.kill(pid, "SIGKILL");
    await expect.poll(async () => (await ask("/healthz")).status, { timeout: 30_000 }).toBe(503);
    expect(await (await ask("/healthz")).json()).toMatchObject({ status: "failing" });
    const { body, traceId } = newTrace(10);
    expect((await sendTrace(server.url, body)).status).toBe(200);

    await expect.poll(async () => (await ask("/healthz")).status, { timeout: 60_000 }).toBe(200);
    await expect
      .poll(async () => (await ask(`/api/traces/${traceId}`)).status, { timeout: 60_000 })
      .toBe(200);
    expect(await readTrace(server.url, traceId)).toMatchObject({ spanCount: 10 });
    const { checks }: { checks: object[] } = await (await ask("/api/diagnosis")).json();
    expect(checks).toContainEqual(
      expect.objectContaining({ name: "restarts", finding: expect.stringMatching(/: 1$/) }),
    );
  });
});

describe("the demo", () => {
  test("is loaded once, tells how far it is, and is gone when it is removed half-way", async () => {
    const state = async (): Promise<Record<string, unknown>> => (await ask("/api/demo")).json();
    expect((await ask("/api/demo", { method: "POST" })).status).toBe(202);
    await expect
      .poll(async () => (await state())["sentTraces"], { timeout: 60_000 })
      .toBeGreaterThan(0);
    expect((await ask("/api/demo", { method: "POST" })).status).toBe(202);
    expect(await state()).toMatchObject({ state: "loading" });
    const { demo }: { demo: unknown } = await (await ask("/api/status")).json();
    expect(demo).toMatchObject({ state: "loading", problem: null });

    expect((await ask("/api/demo", { method: "DELETE" })).status).toBe(204);
    expect(await state()).toMatchObject({ state: "idle", problem: null });
    expect(await (await ask("/api/traces?project=demo")).json()).toMatchObject({ traces: [] });
  });
});

describe("with a port for the pages", () => {
  let split: TestServer;
  beforeAll(async () => {
    split = await openTestServer({ uiPort: 0, grpc: false });
  });
  afterAll(() => split.remove());

  test("OTLP has the other one to itself", async () => {
    expect(split.otlpUrl).not.toBe(split.url);
    expect(split.grpcUrl).toBeNull();
    const { body, traceId } = newTrace();
    expect((await sendTrace(split.otlpUrl, body)).status).toBe(200);
    expect(await readTrace(split.url, traceId)).toMatchObject({ traceId });
    expect((await sendTrace(split.url, body)).status).toBe(404);
    expect((await fetch(`${split.otlpUrl}/api/traces`)).status).toBe(404);
    expect((await fetch(`${split.otlpUrl}/`)).status).toBe(404);
    expect((await fetch(`${split.otlpUrl}/healthz`)).status).toBe(200);
  });
});

/** The engine that a server in this process has started last. */
async function enginePid(): Promise<number> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, "utf8");
  const pids = children.trim().split(" ").map(Number);
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8")));
  const index = commands.findIndex((command) => command.includes("engine-process"));
  return pids[index] ?? 0;
}

import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openControlStore } from "../src/control/open-control-store.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

// Goal: nothing is told or taken without a key once there is one, whatever routes come to be.
// Method: ask every route the server says it has, as strangers, as the wrong project and as the right one.

let server: TestServer;
let key: string;
let otherKey: string;

beforeAll(async () => {
  server = await openTestServer({ metricsToken: "token-of-prometheus" });
  const control = await openControlStore(server.dataDir);
  ({ key } = await control.addKey({ project: "shop", name: "test" }));
  ({ key: otherKey } = await control.addKey({ project: "bank", name: "test" }));
  await control.close();
  await vi.waitUntil(() => server.guarded());
});

afterAll(() => server.remove());

/** Whoever adds a route here says that it tells and changes nothing without a key. */
const open = new Set(["GET /healthz", "POST /api/session", "DELETE /api/session"]);

const otlpPaths = ["", "/otel", "/api/otel", "/api/public/otel"].flatMap((prefix) =>
  ["traces", "logs", "metrics"].map((signal) => `${prefix}/v1/${signal}`),
);

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

describe("with keys", () => {
  test("every route of the API needs one", async () => {
    const guarded = server.routes.filter((route) => !route.startsWith("ALL") && !open.has(route));
    expect(guarded.length).toBeGreaterThan(15);
    for (const route of guarded) {
      const [method = "", path = ""] = route.split(" ");
      const url = server.url + path.replaceAll(/:\w+/g, "0af7651916cd43dd8448eb211c80319c");
      for (const headers of [{}, bearer("sw_wrong"), { cookie: "spanward_session=wrong" }]) {
        const answer = await fetch(url, { method, headers });
        expect({ route, status: answer.status }).toEqual({ route, status: 401 });
        expect(await answer.json()).toMatchObject({ error: { code: "unauthenticated" } });
      }
    }
  });

  test("what does not exist is not told apart from what does", async () => {
    expect((await fetch(`${server.url}/api/nothing`)).status).toBe(401);
  });

  test.each(otlpPaths)("OTLP needs one at %s", async (path) => {
    const options = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const answer = await fetch(server.url + path, options);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(await answer.json()).toMatchObject({ code: 16 });
  });

  test("the pages and the health are open, and tell nothing", async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: "ok" });
    expect((await fetch(`${server.url}/traces`)).status).not.toBe(401);
  });

  test.each([
    ["Bearer", () => bearer(key)],
    ["x-api-key", () => ({ "x-api-key": key })],
    ["Basic", () => ({ authorization: `Basic ${Buffer.from(`pk:${key}`).toString("base64")}` })],
  ])("a sender's key decides the project, sent as %s", async (_, headers) => {
    const { body, traceId } = newTrace();
    const sent = await sendTrace(server.url, body, { ...headers(), "x-spanward-project": "bank" });
    expect(sent.status).toBe(200);
    const trace = await readTrace(server.url, traceId, { project: "shop", headers: bearer(key) });
    expect(trace).toMatchObject({ traceId, llmCalls: 1 });
    const elsewhere = await fetch(`${server.url}/api/traces/${traceId}`, {
      headers: bearer(otherKey),
    });
    expect(elsewhere.status).toBe(404);
  });

  test("a key reads its own project only, also when it asks for no project", async () => {
    const of = async (path: string) => fetch(server.url + path, { headers: bearer(otherKey) });
    expect((await of("/api/traces?project=shop")).status).toBe(403);
    expect((await of("/api/demo")).status).toBe(403);
    expect(await (await of("/api/traces")).json()).toMatchObject({ traces: [] });
    expect(await (await of("/api/status")).json()).toMatchObject({
      authentication: "keys",
      projects: ["bank"],
      ingest: { lastTraceId: null },
    });
  });

  test("the metrics are open to Prometheus by its own token, which opens nothing else", async () => {
    const headers = bearer("token-of-prometheus");
    const metrics = await fetch(`${server.url}/metrics`, { headers });
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain("spanward_items_accepted_total");
    expect((await fetch(`${server.url}/api/status`, { headers })).status).toBe(401);
  });
});

describe("a session", () => {
  const login = (given: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ key: given }),
    });

  test("is opened with a key, lives in a cookie no script can read, and can be ended", async () => {
    const answer = await login(key);
    expect(await answer.json()).toEqual({ project: "shop" });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^spanward_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(cookie).not.toContain(key);

    const headers = { cookie: cookie.split(";")[0] ?? "" };
    const status = () => fetch(`${server.url}/api/status`, { headers });
    expect((await status()).status).toBe(200);
    await fetch(`${server.url}/api/session`, { method: "DELETE", headers });
    expect((await status()).status).toBe(401);
  });

  test("is not opened with a wrong key, with nonsense, or from another page", async () => {
    expect((await login("sw_wrong")).status).toBe(401);
    expect((await fetch(`${server.url}/api/session`, { method: "POST", body: "{" })).status).toBe(
      400,
    );
    expect((await login(key, { origin: "https://evil.example" })).status).toBe(403);
    expect((await login(key, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });
});

describe("without keys", () => {
  let loopback: TestServer;
  beforeAll(async () => {
    loopback = await openTestServer();
  });
  afterAll(() => loopback.remove());

  test.each(["evil.example", `127.0.0.1.evil.example`, "10.0.0.1:4318"])(
    "nothing is answered under the name %s, though it may resolve to this machine",
    async (host) => {
      for (const path of ["/api/status", "/api/traces", "/metrics", "/v1/traces"]) {
        expect({ path, status: await statusAs(host, loopback.url + path) }).toEqual({
          path,
          status: 403,
        });
      }
    },
  );

  test("no page of another origin changes or sends anything", async () => {
    const headers = { origin: "https://evil.example" };
    const demo = await fetch(`${loopback.url}/api/demo`, { method: "POST", headers });
    expect(demo.status).toBe(403);
    expect((await sendTrace(loopback.url, "{}", headers)).status).toBe(403);
    const preflight = await fetch(`${loopback.url}/v1/traces`, {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a sender may choose its project, which appears with it", async () => {
    const { body, traceId } = newTrace();
    expect((await sendTrace(loopback.url, body, { "x-spanward-project": "new.one" })).status).toBe(
      200,
    );
    await readTrace(loopback.url, traceId, { project: "new.one" });
    const status = await (await fetch(`${loopback.url}/api/status`)).json();
    expect(status).toMatchObject({ authentication: "loopback", projects: ["default", "new.one"] });
    expect((await sendTrace(loopback.url, body, { "x-spanward-project": "../x" })).status).toBe(
      403,
    );
  });
});

/** The status of an answer to a request with a `Host` of its own: `fetch` would not send one. */
function statusAs(host: string, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: { host },
      method: url.includes("/v1/") ? "POST" : "GET",
    });
    asked.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

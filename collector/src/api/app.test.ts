import { StoreError, type Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { LiveTail } from "../live/live-tail.ts";
import { createApi } from "./app.ts";
import { testCosts } from "./test-api.ts";
import type { ApiEnv } from "./project.ts";

/** An API whose store fails, for what happens around it. */
function failingApi(error: Error) {
  const reported: unknown[] = [];
  const fail = async () => {
    throw error;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every question fails alike
  const store = new Proxy({}, { get: () => fail }) as Store;
  const clock = () => 0;
  const api = createApi({
    costs: testCosts,
    store,
    live: new LiveTail({ store, clock, waitingMs: clock, onError: () => {} }),
    status: fail,
    clock,
    version: "1.2.3",
    report: (each) => reported.push(each),
  });
  return { api, reported };
}

test("describes every route, with what it takes and answers", async () => {
  const { api } = failingApi(new Error());
  const description: unknown = await (await api.request("/api/openapi.json")).json();
  expect(description).toMatchObject({ info: { title: "Spanward", version: "1.2.3" } });
  const paths = Object.keys(Object(Reflect.get(Object(description), "paths")));
  expect(paths.toSorted()).toEqual([
    "/api/costs",
    "/api/costs/months",
    "/api/costs/reprice",
    "/api/costs/spans/{traceId}/{spanId}",
    "/api/costs/traces",
    "/api/costs/unpriced",
    "/api/latency",
    "/api/latency/map",
    "/api/live",
    "/api/prices",
    "/api/sessions",
    "/api/sessions/{sessionId}",
    "/api/snippets",
    "/api/status",
    "/api/traces",
    "/api/traces/facets",
    "/api/traces/histogram",
    "/api/traces/snippets",
    "/api/traces/{traceId}",
    "/api/traces/{traceId}/baseline",
    "/api/traces/{traceId}/contents",
    "/api/traces/{traceId}/skeleton",
    "/api/traces/{traceId}/spans/{spanId}",
    "/api/traces/{traceId}/spans/{spanId}/cause",
    "/api/traces/{traceId}/spans/{spanId}/file",
    "/api/traces/{traceId}/spans/{spanId}/parts",
    "/api/usage",
  ]);
  expect(JSON.stringify(description)).toContain('"name":"minTokens"');
});

test("asks to come back while the store is busy, and tells the cause to nobody but us", async () => {
  const cause = new StoreError("TIMEOUT: at 10.0.0.1", { retryable: true, code: 210 });
  const { api, reported } = failingApi(cause);
  const response = await api.request("/api/traces");
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await response.text()).not.toContain("10.0.0.1");
  expect(reported).toEqual([cause]);
});

test("asks for a smaller question when this one was too big", async () => {
  const { api } = failingApi(new StoreError("too long", { retryable: true, code: 159 }));
  const response = await api.request("/api/traces");
  expect(await response.text()).toContain("shorter period");
});

test("keeps its own faults to itself", async () => {
  const { api } = failingApi(new Error("secret"));
  const response = await api.request("/api/sessions");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret");
});

test("a caller of one project is shown no other", async () => {
  const { api, reported } = failingApi(new Error());
  const guarded = new Hono<ApiEnv>();
  guarded.use(async (c, next) => {
    c.set("onlyProject", "shop");
    await next();
  });
  guarded.route("/", api);
  const response = await guarded.request("/api/traces?project=bank");
  expect(response.status).toBe(403);
  expect(await response.text()).toContain("reads project shop");
  await guarded.request("/api/traces");
  expect(reported.length).toBe(1); // it came to the store
});

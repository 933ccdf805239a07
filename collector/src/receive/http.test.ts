import { createServer, request as send, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { StoreError } from "@spanward/clickhouse";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SenderAdmission } from "../access/sender-gate.ts";
import { DecodeError } from "../decode/errors.ts";
import { createLog } from "../log.ts";
import { Metrics } from "../metrics.ts";
import { QueueFullError } from "../segment/errors.ts";
import { tooLarge } from "./denial.ts";
import { createOtlpHttp } from "./http.ts";
import type { OtlpRequest } from "./receiver.ts";

// Goal: every answer a sender can get is the one the OTLP specification wants.
// Method: a real HTTP server, with a pipeline behind it that does as it is told.

const limits = { bodyBytes: 10_000, inflatedBytes: 20_000 };
const whole = { rejected: 0, message: "", reasons: {} };
let received: OtlpRequest[];
let outcome: typeof whole | Error;
let admission: SenderAdmission;
let metrics: Metrics;
let server: Server;
let origin: string;

beforeAll(async () => {
  metrics = new Metrics();
  const handle = createOtlpHttp({
    pipeline: {
      accept: (request) => {
        received.push(request);
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
    },
    admit: () => admission,
    limits,
    metrics,
    log: createLog({ level: "error", write: () => {} }),
    corsOrigins: ["https://app.example"],
  });
  server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  received = [];
  outcome = whole;
  admission = { admitted: true, project: "shop" };
});

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(origin + path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

describe("a request that is good", () => {
  test.each([
    ["application/json", "json", "{}"],
    ["Application/JSON; charset=utf-8", "json", "{}"],
    ["application/x-protobuf", "protobuf", ""],
  ])("is answered in its own encoding: %s", async (type, encoding, answer) => {
    const response = await post("/v1/traces", "{}", { "content-type": type });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(
      encoding === "json" ? "application/json" : "application/x-protobuf",
    );
    expect(await response.text()).toBe(answer);
    expect(received).toMatchObject([{ signal: "traces", project: "shop", encoding }]);
  });

  test.each([
    ["/v1/traces", "traces"],
    ["/v1/logs/", "logs"],
    ["/v1/metrics?x=1", "metrics"],
    ["/otel/v1/traces", "traces"],
    ["/api/otel/v1/logs", "logs"],
    ["/api/public/otel/v1/traces", "traces"],
  ])("may come to %s", async (path, signal) => {
    expect((await post(path, "{}")).status).toBe(200);
    expect(received).toMatchObject([{ signal }]);
  });

  test("may be compressed", async () => {
    const body = gzipSync("{ }");
    await post("/v1/traces", body, { "content-encoding": "gzip" });
    await post("/v1/traces", "{ }", { "content-encoding": "identity" });
    expect(received).toMatchObject([{ compression: "gzip", body }, { compression: "none" }]);
  });

  test("hears what was refused in it, in both encodings", async () => {
    outcome = { rejected: 3, message: "no ids", reasons: {} };
    expect(await (await post("/v1/traces", "{}")).json()).toEqual({
      partialSuccess: { rejectedSpans: 3, errorMessage: "no ids" },
    });
    const response = await post("/v1/logs", "", { "content-type": "application/x-protobuf" });
    // 1: { 1: 3, 2: "no ids" }
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(
      `0a0a08031206${Buffer.from("no ids").toString("hex")}`,
    );
  });
});

describe("a request that is not accepted", () => {
  test.each([
    { error: new DecodeError("no OTLP"), status: 400, code: 3, retryAfter: null },
    { error: new QueueFullError("full", 7), status: 429, code: 8, retryAfter: "7" },
    { error: new StoreError("down", { retryable: true }), status: 503, code: 14, retryAfter: "5" },
    {
      error: new StoreError("ours", { retryable: false }),
      status: 500,
      code: 13,
      retryAfter: null,
    },
    { error: new TypeError("our bug"), status: 500, code: 13, retryAfter: null },
  ])("because of $error hears $status", async ({ code, error, retryAfter, status }) => {
    outcome = error;
    const response = await post("/v1/traces", "{}");
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(retryAfter);
    expect(await response.json()).toMatchObject({ code });
  });

  test("hears it in protobuf when it came in protobuf", async () => {
    outcome = new DecodeError("no");
    const response = await post("/v1/traces", "", { "content-type": "application/x-protobuf" });
    expect(response.headers.get("content-type")).toBe("application/x-protobuf");
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe("080312026e6f");
  });

  test("because nobody let it in hears who could, before its body is read", async () => {
    admission = { admitted: false, status: 401, message: "spanward keys create" };
    const response = await post("/v1/traces", "x".repeat(50_000));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await response.json()).toEqual({ code: 16, message: "spanward keys create" });
    expect(received).toEqual([]);
  });

  test.each([
    ["its content type", { "content-type": "text/plain" }, 415],
    ["its content encoding", { "content-encoding": "br" }, 415],
  ])("because of %s", async (_, headers, status) => {
    const response = await post("/v1/traces", "{}", headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: 3 });
  });

  test("because it is too large: by its length, its body or what comes out of it", async () => {
    const declared = await post("/v1/traces", "x".repeat(10_001));
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ code: 8 });
    outcome = tooLarge(20_000);
    expect((await post("/v1/traces", "{}")).status).toBe(413);
    expect(await sendForever()).toBe(413);
  });

  test("because of its method, its path or its signal", async () => {
    const get = await fetch(`${origin}/v1/traces`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect((await post("/v1development/profiles", "{}")).status).toBe(404);
    expect((await post("/v2/traces", "{}")).status).toBe(418); // somebody else's
  });
});

test("pages of other origins may send when they are known", async () => {
  const preflight = (from: string) =>
    fetch(`${origin}/v1/traces`, {
      method: "OPTIONS",
      headers: { origin: from, "access-control-request-headers": "content-type,x-api-key" },
    });
  const known = await preflight("https://app.example");
  expect(known.status).toBe(204);
  expect(known.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(known.headers.get("access-control-allow-headers")).toBe("content-type,x-api-key");
  expect(
    (await preflight("https://evil.example")).headers.get("access-control-allow-origin"),
  ).toBeNull();
});

/** Sends chunks without a length until it is told to stop. */
function sendForever(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const request = send(`${origin}/v1/traces`, { method: "POST", headers }, (response) => {
      clearInterval(timer);
      resolve(response.statusCode);
      request.destroy();
    });
    request.on("error", reject);
    const timer = setInterval(() => request.write("x".repeat(5_000)), 5);
  });
}

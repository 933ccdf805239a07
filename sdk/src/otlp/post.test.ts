import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPost } from "./post.ts";
import { writeResponse } from "./testing.ts";

// Goal: each kind of answer is understood. Method: a real HTTP server that gives it.

let answer: (response: ServerResponse) => void;
let asked: { headers: IncomingHttpHeaders; body: Buffer }[];
let close: () => void;
let url: string;

beforeEach(async () => {
  asked = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ headers: request.headers, body: Buffer.concat(chunks) });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/v1/traces`;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => close());

const body = Buffer.from("spans ".repeat(1000));

const post = (more: { compression?: "gzip"; timeMsMax?: number } = {}) =>
  createPost({ url, headers: { "x-key": "k" }, timeMsMax: 5000, compression: "none", ...more })(
    body,
  );

test("the body goes as it is, or packed, with what it is", async () => {
  answer = (response) => response.end();
  expect(await post()).toEqual({ kind: "sent", refused: 0, message: "" });
  expect(await post({ compression: "gzip" })).toMatchObject({ kind: "sent" });
  const [plain, packed] = asked;
  expect(plain?.body.equals(body)).toBe(true);
  expect(plain?.headers).toMatchObject({
    "content-type": "application/x-protobuf",
    "x-key": "k",
  });
  expect(packed?.headers).toMatchObject({ "content-encoding": "gzip" });
  expect(packed?.body.length).toBeLessThan(body.length / 10);
  expect(gunzipSync(packed?.body ?? "").equals(body)).toBe(true);
});

test("spans that a server took but not all of are told apart", async () => {
  answer = (response) =>
    response
      .writeHead(200, { "content-type": "application/x-protobuf" })
      .end(writeResponse(3, "bad ids"));
  expect(await post()).toEqual({ kind: "sent", refused: 3, message: "bad ids" });
  answer = (response) =>
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end("\xff\xff");
  expect(await post()).toMatchObject({ kind: "sent", refused: 0 });
});

test.each([429, 502, 503, 504])("%i: again, when the server says", async (status) => {
  answer = (response) => response.writeHead(status, { "retry-after": "7" }).end();
  expect(await post()).toMatchObject({ kind: "failed", afterMs: 7000 });
  const date = new Date(Date.now() + 60_000).toUTCString();
  answer = (response) => response.writeHead(status, { "retry-after": date }).end();
  const delivery = await post();
  const afterMs = delivery.kind === "failed" ? (delivery.afterMs ?? 0) : 0;
  expect(afterMs).toBeGreaterThan(50_000);
  expect(afterMs).toBeLessThanOrEqual(60_000);
  answer = (response) => response.writeHead(status, { "retry-after": "soon" }).end();
  expect(await post()).toMatchObject({ kind: "failed", afterMs: null });
});

test.each([400, 401, 403, 413, 500])("%i: never again", async (status) => {
  answer = (response) => response.writeHead(status).end("no");
  expect(await post()).toMatchObject({
    kind: "refused",
    message: expect.stringContaining(`${status}`),
  });
});

test("a server that hangs, breaks off or is not there is asked again later", async () => {
  answer = () => {};
  expect(await post({ timeMsMax: 100 })).toEqual({
    kind: "failed",
    message: "no answer within 100 ms",
    afterMs: null,
  });
  answer = (response) => void response.destroy();
  expect(await post()).toMatchObject({ kind: "failed" });
  close();
  expect(await post()).toMatchObject({ kind: "failed", message: "ECONNREFUSED" });
});

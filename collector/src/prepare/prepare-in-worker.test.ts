import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { afterEach, describe, expect, test } from "vitest";
import { StoreError } from "@spanward/clickhouse";
import { DecodeError } from "../decode/errors.ts";
import { createLog } from "../log.ts";
import { DeniedError } from "../receive/denial.ts";
import { createCallWindow } from "../resolve/call-window.ts";
import type { WorkerSettings } from "./messages.ts";
import { prepareHere } from "./prepare-here.ts";
import { prepareInWorker, type WorkerPreparer } from "./prepare-in-worker.ts";
import type { ReceivedRequest } from "./prepared-request.ts";

// Goal: a thread of its own changes nothing in what is stored, and its death costs nobody a span.

const receivedUnixMs = Date.UTC(2026, 10, 1);
const log = createLog({ level: "error", write: () => {} });
let opened: WorkerPreparer[] = [];
afterEach(async () => {
  await Promise.all(opened.map((preparer) => preparer.close()));
  opened = [];
});

const request = (body: Uint8Array, more: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
  signal: "traces",
  project: "shop",
  encoding: "json",
  compression: "none",
  receivedUnixMs,
  ...more,
  body,
});
const call = (spanId: string, parentSpanId = ""): Buffer => {
  const attributes = [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.request.model", value: { stringValue: "gpt-5" } },
    { key: "gen_ai.usage.input_tokens", value: { intValue: 5 } },
  ];
  const span = { traceId: "ab".repeat(16), spanId: spanId.repeat(16), parentSpanId, attributes };
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
};

async function open(options: Partial<Parameters<typeof prepareInWorker>[0]> = {}) {
  const defaults = { limits: {}, windowSpansMax: 100, recall: async () => [], log };
  const preparer = await prepareInWorker({ ...defaults, ...options });
  opened.push(preparer);
  return preparer;
}

test("a thread of its own prepares what this thread would", async () => {
  const requests = () => [
    request(call("1")),
    request(gzipSync(call("2", "1".repeat(16))), { compression: "gzip" }),
    request(Buffer.from("{}"), { signal: "logs" }),
  ];
  const here = prepareHere({ window: createCallWindow({ spansMax: 100 }) });
  const there = await open();
  const expected = await Promise.all(requests().map((one) => here.prepare(one)));
  const prepared = await Promise.all(requests().map((one) => there.prepare(one)));
  expect(prepared).toEqual(expected);
  expect(prepared[1]?.prepared.blocks.map(({ rows }) => rows)).toEqual([1, 2]); // and a correction
});

test("what it refuses, and why, comes through", async () => {
  const preparer = await open({ limits: { inflatedBytes: 20_000 } });
  await expect(preparer.prepare(request(Buffer.from("{")))).rejects.toThrow(DecodeError);
  const bomb = request(gzipSync(Buffer.alloc(1_000_000)), { compression: "gzip" });
  const refused = await preparer.prepare(bomb).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DeniedError);
  expect(refused).toMatchObject({ denial: { http: 413 } });
  const noGzip = request(Buffer.from("{}"), { compression: "gzip" });
  await expect(preparer.prepare(noGzip)).rejects.toMatchObject({ denial: { http: 400 } });
});

test("corrections whose blocks could not be written come again", async () => {
  const preparer = await open();
  preparer.settle((await preparer.prepare(request(call("1")))).id, true);
  preparer.settle((await preparer.prepare(request(call("2", "1".repeat(16))))).id, false);
  const { prepared } = await preparer.prepare(request(call("9")));
  expect(prepared.blocks.map(({ rows }) => rows)).toEqual([1, 2]);
});

/** Answers with nothing, dies of the body "die" and never comes back from "hang". */
const mortal = (settings: WorkerSettings): Worker =>
  new Worker(
    `const { parentPort } = require("node:worker_threads");
    parentPort.on("message", ({ type, id, request, spans }) => {
      if (type === "remember") remembered = spans.length;
      if (type !== "prepare") return;
      const text = Buffer.from(request.body).toString();
      if (text === "die") process.exit(7);
      while (text === "hang");
      parentPort.postMessage({ id, prepared: { items: remembered, blocks: [] } });
    });
    let remembered = -1;`,
    { eval: true, workerData: settings },
  );
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the length is looked at
const remembered = [{}, {}] as SpanRecord[];
const text = (body: string) => request(Buffer.from(body));

describe("when the thread dies", () => {
  test("what it died of is to come again later, and the next thread goes on", async () => {
    let crashes = 0;
    const preparer = await open({
      startThread: mortal,
      recall: async () => remembered,
      onCrash: () => (crashes += 1),
    });
    await expect(preparer.prepare(text("die"))).rejects.toThrow(StoreError);
    const after = await preparer.prepare(text("fine"));
    expect(after.prepared.items).toBe(2); // the next thread was told what it should know
    expect(crashes).toBe(1);
  });

  test("a request that kills it again is refused for good, before it can do it a third time", async () => {
    let crashes = 0;
    const preparer = await open({ startThread: mortal, onCrash: () => (crashes += 1) });
    for (const _ of [1, 2]) await expect(preparer.prepare(text("die"))).rejects.toThrow(StoreError);
    await expect(preparer.prepare(text("die"))).rejects.toThrow(DecodeError);
    await preparer.prepare(text("fine"));
    expect(crashes).toBe(2);
  });

  test("what was waiting behind is not lost with it", async () => {
    const preparer = await open({ startThread: mortal });
    const bodies = ["die", ...Array.from({ length: 20 }, (_, at) => `fine ${at}`)];
    const outcomes = await Promise.allSettled(bodies.map((body) => preparer.prepare(text(body))));
    const kept = outcomes.filter(({ status }) => status === "fulfilled");
    expect(outcomes[0]?.status).toBe("rejected");
    expect(kept.length).toBeGreaterThanOrEqual(17); // all but those that it had been given
  });

  test("a request that never ends is given up", async () => {
    const preparer = await open({ startThread: mortal, requestMsMax: 1000 });
    await expect(preparer.prepare(text("hang"))).rejects.toThrow(StoreError);
    await preparer.prepare(text("fine"));
  });
});

test("closing lets what is under way end and begins nothing more", async () => {
  const preparer = await open({ startThread: mortal });
  const underWay = preparer.prepare(text("fine"));
  const closed = preparer.close();
  await underWay;
  await closed;
  await expect(preparer.prepare(text("fine"))).rejects.toThrow("stopping");
});

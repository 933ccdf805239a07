import { StoreError } from "@spanward/clickhouse";
import { beforeEach, describe, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { createPipeline } from "./pipeline.ts";
import { prepareHere } from "./prepare/prepare-here.ts";
import type { Acceptor } from "./receive/receiver.ts";
import { createCallWindow } from "./resolve/call-window.ts";
import type { Signal } from "./receive/signals.ts";
import type { Frame } from "./segment/frame.ts";

// Goal: everything a request holds is either in the frame or counted as refused.

let frames: Frame[];
let full: StoreError | null;
let metrics: Metrics;
let pipeline: Acceptor;

beforeEach(() => {
  frames = [];
  full = null;
  metrics = new Metrics();
  pipeline = createPipeline({
    segments: {
      append(frame) {
        if (full) return Promise.reject(full);
        frames.push(frame);
        metrics.accept(frame.signal, frame.items);
        return Promise.resolve();
      },
    },
    metrics,
    log: createLog({ level: "error", write: () => {} }),
    preparer: prepareHere({ window: createCallWindow({ spansMax: 100 }) }),
  });
});

const accept = (signal: Signal, request: object) =>
  pipeline.accept({
    signal,
    project: "shop",
    encoding: "json",
    compression: "none",
    body: Buffer.from(JSON.stringify(request)),
  });
const traces = (...spans: object[]) =>
  accept("traces", { resourceSpans: [{ scopeSpans: [{ spans }] }] });
const rowsOf = (frame: Frame | undefined) =>
  Object.fromEntries(frame?.blocks.map(({ rows, table }) => [table, rows]) ?? []);

const traceId = "ab".repeat(16);
const call = (spanId: number, parent: number | null, more: object[] = []) => ({
  traceId,
  spanId: spanId.toString(16).padStart(16, "0"),
  ...(parent !== null && { parentSpanId: parent.toString(16).padStart(16, "0") }),
  name: "chat",
  startTimeUnixNano: `${Date.now()}000000`,
  attributes: [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.request.model", value: { stringValue: "gpt-5" } },
    { key: "gen_ai.usage.input_tokens", value: { intValue: 5 } },
    ...more,
  ],
});

describe("traces", () => {
  test("become two rows for each span, and those without ids are told apart", async () => {
    const rejections = await traces(call(1, null), call(2, null), { spanId: "" });
    expect(rejections).toMatchObject({ rejected: 1, reasons: { trace_id_invalid: 1 } });
    expect(frames).toMatchObject([{ signal: "traces", items: 2 }]);
    expect(rowsOf(frames[0])).toEqual({ spans: 2, span_io: 2 });
    expect(metrics.snapshot()).toMatchObject({
      accepted: 3,
      rejected: 1,
      lastTraceId: traceId,
      lastTraceProject: "shop",
    });
  });

  test("of which nothing can be kept need no frame", async () => {
    await traces({ spanId: "" });
    await accept("traces", {});
    expect(frames).toEqual([]);
    expect(metrics.snapshot()).toMatchObject({ accepted: 1, rejected: 1, waiting: 0 });
  });

  test("correct what came before, without counting it again", async () => {
    await traces(call(1, null)); // counts, as far as anybody knows
    await traces(call(2, 1)); // the call itself: the one around it does not count
    expect(frames[1]).toMatchObject({ items: 1 });
    expect(rowsOf(frames[1])).toEqual({ spans: 2, span_io: 1 });
  });

  test("whose frame could not be written leave their corrections to the next", async () => {
    await traces(call(1, null));
    full = new StoreError("disk full", { retryable: true });
    await expect(traces(call(2, 1))).rejects.toThrow("disk full");
    expect(metrics.snapshot()).toMatchObject({ accepted: 1, waiting: 1 });
    full = null;
    await traces(call(9, null));
    expect(rowsOf(frames[1])).toEqual({ spans: 2, span_io: 1 });
  });
});

test("logs become events, and an evaluation also a score", async () => {
  const attributes = [
    { key: "gen_ai.evaluation.name", value: { stringValue: "Relevance" } },
    { key: "gen_ai.evaluation.score.value", value: { doubleValue: 0.5 } },
  ];
  const logRecords = [
    { eventName: "gen_ai.evaluation.result", traceId, attributes },
    { body: { stringValue: "hello" } },
  ];
  await accept("logs", { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  expect(frames).toMatchObject([{ signal: "logs", items: 2 }]);
  expect(rowsOf(frames[0])).toEqual({ log_events: 2, scores: 1 });
});

test("metrics become points", async () => {
  const dataPoints = [{ asInt: "1", timeUnixNano: "0" }, { asDouble: "NaN" }];
  const data = { name: "m", gauge: { dataPoints } };
  await accept("metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics: [data] }] }] });
  expect(frames).toMatchObject([{ signal: "metrics", items: 2 }]);
  expect(rowsOf(frames[0])).toEqual({ metric_points: 2 });
});

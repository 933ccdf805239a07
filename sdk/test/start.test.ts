import { gunzipSync } from "node:zlib";
import {
  context,
  propagation,
  ProxyTracerProvider,
  trace,
  type TracerProvider,
} from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { BasicTracerProvider as OlderProvider } from "opentelemetry-sdk-1";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  agent,
  approval,
  model,
  type Spanward,
  start,
  type StartOptions,
  tool,
  withContext,
} from "@spanward/sdk";
import { openReceiver, type Receiver } from "./receiver.ts";

// Goal: what a program sees of the SDK, and what a server does. Method: a real HTTP server, real spans.

let receiver: Receiver;
let started: Spanward[] = [];
let told: string[] = [];

beforeEach(async () => {
  receiver = await openReceiver();
  told = [];
});
afterEach(async () => {
  for (const spanward of started) await spanward.shutdown();
  started = [];
  for (const api of [trace, context, propagation]) api.disable();
  vi.unstubAllEnvs();
  await receiver.close();
});

function begin(options: StartOptions = {}): Spanward {
  const spanward = start({
    endpoint: receiver.url,
    protocol: "http/json",
    flushOnExit: false,
    onProblem: (message) => void told.push(message),
    ...options,
  });
  started.push(spanward);
  return spanward;
}

function received(name: string) {
  const span = receiver.spans.find((candidate) => candidate.name === name);
  if (span === undefined) throw new Error(`no span "${name}" was received`);
  return span;
}

test("one line sends what agents do, with who sends it and the key", async () => {
  const spanward = begin({ serviceName: "care", environment: "test", apiKey: "k1" });
  await agent("refund-agent", () =>
    tool({ name: "get_order", arguments: { id: 1 } }, async () => "sent"),
  );
  await spanward.flush();
  expect(received("execute_tool get_order")).toMatchObject({
    parentSpanId: received("invoke_agent refund-agent").spanId,
    scope: "@spanward/sdk",
    resource: { "service.name": "care", "deployment.environment.name": "test" },
    attributes: { "gen_ai.tool.call.result": "sent" },
  });
  expect(receiver.requests[0]?.headers).toMatchObject({ authorization: "Bearer k1" });
  expect(spanward.counts()).toEqual({ sent: 2, waiting: 0, dropped: 0 });
  expect(told).toEqual([]);
});

test("protobuf unless asked otherwise, without anybody calling flush", async () => {
  begin({ protocol: undefined, batchDelayMs: 10 });
  agent("a", () => undefined);
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1));
  expect(receiver.requests[0]?.headers["content-type"]).toBe("application/x-protobuf");
  expect(receiver.requests[0]?.body.toString("latin1")).toContain("invoke_agent a");
});

test("an exporter of OpenTelemetry can send instead, and is given what may leave", async () => {
  const exporter = new InMemorySpanExporter();
  const spanward = begin({ exporter, captureContent: false });
  tool({ name: "quiet", arguments: { card: "4111" } }, () => "secret");
  await spanward.flush();
  expect(receiver.requests).toEqual([]);
  const [span] = exporter.getFinishedSpans();
  expect(span?.name).toBe("execute_tool quiet");
  expect(span?.attributes).not.toHaveProperty("gen_ai.tool.call.result");
  expect(spanward.counts()).toEqual({ sent: 1, waiting: 0, dropped: 0 });
});

test("by protobuf too an overloaded server is asked again, and nothing is lost", async () => {
  receiver.status = 503;
  const spanward = begin({ protocol: "http/protobuf", batchDelayMs: 10, compression: "gzip" });
  tool("a", () => 1);
  await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(0));
  expect(spanward.counts()).toMatchObject({ sent: 0, dropped: 0 });
  receiver.status = 200;
  await vi.waitFor(
    () => expect(spanward.counts()).toEqual({ sent: 1, waiting: 0, dropped: 0 }),
    20_000,
  );
  const last = receiver.requests.at(-1);
  expect(last?.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(last?.body ?? "").toString("latin1")).toContain("execute_tool a");
  receiver.status = 401;
  tool("b", () => 1);
  await spanward.flush();
  expect(spanward.counts()).toEqual({ sent: 1, waiting: 0, dropped: 1 });
});

test.each<[string, () => { provider: TracerProvider; theirs: () => string[] }]>([
  ["OpenTelemetry SDK 2", createProvider],
  ["OpenTelemetry SDK 1", createOlderProvider],
])("joins a provider of %s that the application registered", async (_, create) => {
  const { provider, theirs } = create();
  trace.setGlobalTracerProvider(provider);
  const registered = trace.getTracerProvider();
  const spanward = begin();
  expect(trace.getTracerProvider()).toBe(registered);

  const outer = { businessUnit: "Retail", sessionId: "s-1", tags: { channel: "chat" } };
  await withContext(outer, () =>
    agent("mine", async () => {
      await new Promise(setImmediate);
      trace
        .getTracer("some-instrumentation", "1.0")
        .startActiveSpan("GET /orders", (span) => span.end());
    }),
  );
  await spanward.flush();
  expect(theirs()).toEqual(["GET /orders", "invoke_agent mine"]);
  expect(received("GET /orders")).toMatchObject({
    parentSpanId: received("invoke_agent mine").spanId,
    scope: "some-instrumentation",
    attributes: {
      "spanward.business_unit": "Retail",
      "session.id": "s-1",
      "spanward.tag.channel": "chat",
    },
  });
  expect(told).toEqual([]);
});

test("a provider that lets nobody join keeps its spans; ours are sent, and that is told", async () => {
  const silent = new ProxyTracerProvider().getTracer("silent");
  trace.setGlobalTracerProvider({ getTracer: () => silent });
  const spanward = begin();
  agent("mine", () => undefined);
  await spanward.flush();
  expect(receiver.spans.map(({ name }) => name)).toEqual(["invoke_agent mine"]);
  expect(told).toEqual([expect.stringContaining("takes no further span processor")]);
});

test("a propagator and a context manager that are registered stay", () => {
  const propagator = { inject() {}, extract: () => context.active(), fields: () => ["x-trace"] };
  propagation.setGlobalPropagator(propagator);
  begin();
  expect(propagation.fields()).toEqual(["x-trace"]);
});

test("what a span says of itself is not overwritten by its context", async () => {
  const spanward = begin();
  withContext({ sessionId: "outer" }, () =>
    trace
      .getTracer("t")
      .startSpan("own", { attributes: { "session.id": "own" } })
      .end(),
  );
  await spanward.flush();
  expect(received("own").attributes["session.id"]).toBe("own");
});

test("content can be redacted, cut, or kept out altogether", async () => {
  const redact: StartOptions["redact"] = (value) =>
    typeof value === "string" ? value.replaceAll("4111", "[card]") : value;
  const spanward = begin({ redact, attributeCharactersMax: 1_000 });
  tool({ name: "pay", arguments: { card: "4111" } }, () => "x".repeat(5_000));
  await spanward.flush();
  const { attributes } = received("execute_tool pay");
  expect(attributes["gen_ai.tool.call.arguments"]).toBe('{"card":"[card]"}');
  expect(attributes["gen_ai.tool.call.result"]).toMatch(
    /^x{936}… \[cut .* 936 of 5000 characters\]$/,
  );

  await spanward.shutdown();
  const silent = begin({ captureContent: false });
  tool({ name: "quiet", arguments: { card: "4111" } }, () => "secret");
  await silent.flush();
  expect(Object.keys(received("execute_tool quiet").attributes)).toEqual([
    "gen_ai.operation.name",
    "gen_ai.tool.name",
    "gen_ai.tool.type",
  ]);
});

test("a request for approval is seen while it waits, and once it is answered", async () => {
  const spanward = begin();
  await approval("refund", async ({ resolve }) => {
    await spanward.flush();
    expect(received("approval refund").attributes).toMatchObject({
      "spanward.pending": true,
      "spanward.approval.state": "pending",
    });
    resolve({ state: "approved", approver: "m.keller" });
  });
  await spanward.flush();
  const [placeholder, span] = receiver.spans;
  expect(span).toMatchObject({ spanId: placeholder?.spanId, traceId: placeholder?.traceId });
  expect(span?.attributes).toMatchObject({ "spanward.approval.state": "approved" });
  expect(span?.attributes).not.toHaveProperty("spanward.pending");
});

test("while the server is away nothing throws, memory is bounded, and later it all arrives", async () => {
  await receiver.close();
  const spanward = begin({ queueBytesMax: 200_000, batchDelayMs: 10 });
  for (let n = 0; n < 100; n += 1) tool(`t${n}`, () => "x".repeat(10_000));
  await spanward.flush();
  const { sent, waiting, dropped } = spanward.counts();
  expect({ sent, all: waiting + dropped }).toEqual({ sent: 0, all: 100 });
  expect(waiting).toBeLessThan(11);
  expect(told).toContainEqual(
    expect.stringMatching(/do not reach http:\/\/127.0.0.1:\d+: ECONNREFUSED/),
  );
  expect(told).toHaveLength(2); // and once that the oldest are dropped

  receiver = await openReceiver(receiver.port);
  await vi.waitFor(() => expect(receiver.spans).toHaveLength(waiting), 20_000);
  expect(receiver.spans.at(-1)?.name).toBe("execute_tool t99");
  expect(spanward.counts()).toEqual({ sent: waiting, waiting: 0, dropped });
});

test("what the server refuses for good is counted and told once, with what to do", async () => {
  receiver.status = 401;
  const spanward = begin();
  for (const name of ["a", "b"]) {
    tool(name, () => 1);
    await spanward.flush();
  }
  expect(spanward.counts()).toEqual({ sent: 0, waiting: 0, dropped: 2 });
  expect(told).toEqual([expect.stringMatching(/refused 1 spans: .* Check the API key/)]);
});

test("an overloaded server is asked again, and each span arrives once", async () => {
  receiver.status = 503;
  const spanward = begin({ batchDelayMs: 10 });
  tool("a", () => 1);
  await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(0));
  receiver.status = 200;
  await vi.waitFor(() => expect(receiver.spans).toHaveLength(1), 20_000);
  await vi.waitFor(() => expect(spanward.counts()).toEqual({ sent: 1, waiting: 0, dropped: 0 }));
});

test("a second start changes nothing; a start after a shutdown sends again", async () => {
  const first = begin();
  expect(begin({ endpoint: "http://127.0.0.1:9" })).toBe(first);
  expect(told).toEqual([expect.stringContaining("twice")]);
  await first.shutdown();
  model("gone", () => "nobody hears");
  const second = begin();
  model("here", () => "hello");
  await second.flush();
  expect(receiver.spans.map(({ name }) => name)).toEqual(["chat here"]);
});

test("OTEL_SDK_DISABLED switches it off", async () => {
  vi.stubEnv("OTEL_SDK_DISABLED", "true");
  const spanward = begin();
  expect(agent("a", () => "works")).toBe("works");
  await spanward.flush();
  expect(receiver.requests).toEqual([]);
});

function createProvider() {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { provider, theirs: () => exporter.getFinishedSpans().map(({ name }) => name) };
}

function createOlderProvider() {
  const names: string[] = [];
  const provider = new OlderProvider();
  provider.addSpanProcessor({
    onStart() {},
    onEnd: ({ name }) => void names.push(name),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  });
  return { provider, theirs: () => names };
}

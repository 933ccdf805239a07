import { Metadata } from "@grpc/grpc-js";
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  NodeTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openControlStore } from "../src/control/open-control-store.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { readTrace } from "./traces.ts";

// Goal: an agent that exports OpenTelemetry needs nothing from us. Method: the official exporters, as
// their documentation configures them.

let server: TestServer;
let guarded: TestServer;
let key: string;

beforeAll(async () => {
  server = await openTestServer();
  guarded = await openTestServer();
  const control = await openControlStore(guarded.dataDir);
  ({ key } = await control.addKey({ project: "shop", name: "test" }));
  await control.close();
});

afterAll(async () => {
  await server.remove();
  await guarded.remove();
});

type Transport = "json" | "protobuf" | "gRPC";

function exporterOf(
  transport: Transport,
  { grpcUrl, otlpUrl }: TestServer,
  bearer?: string,
): SpanExporter {
  const url = `${otlpUrl}/v1/traces`;
  const headers = bearer ? { authorization: `Bearer ${bearer}` } : {};
  if (transport === "json") return new JsonExporter({ url, headers });
  if (transport === "protobuf") return new ProtobufExporter({ url, headers });
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new GrpcExporter({ url: grpcUrl ?? "", metadata });
}

/** Exports an agent that calls a model, and gives the id of its trace. */
async function exportRun(exporter: SpanExporter): Promise<string> {
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer("test");
  const agent = tracer.startSpan("invoke_agent refunds", {
    attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "refunds" },
  });
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.response.model": "gpt-5",
    "gen_ai.usage.input_tokens": 120,
    "gen_ai.usage.output_tokens": 30,
  };
  tracer.startSpan("chat gpt-5", { attributes }, trace.setSpan(context.active(), agent)).end();
  agent.end();
  await provider.shutdown();
  return agent.spanContext().traceId;
}

const run = {
  name: "invoke_agent refunds",
  llmCalls: 1,
  agents: ["refunds"],
  models: ["gpt-5"],
  usage: { inputTokens: 120, outputTokens: 30 },
};

test.each(["json", "protobuf", "gRPC"] as const)("takes a run sent as %s", async (transport) => {
  const traceId = await exportRun(exporterOf(transport, server));
  expect(await readTrace(server.url, traceId)).toMatchObject({ traceId, spanCount: 2, ...run });
});

test.each(["json", "protobuf", "gRPC"] as const)("takes a key sent as %s", async (transport) => {
  const traceId = await exportRun(exporterOf(transport, guarded, key));
  const headers = { authorization: `Bearer ${key}` };
  expect(await readTrace(guarded.url, traceId, { project: "shop", headers })).toMatchObject(run);
});

test.each([
  ["json", "Unauthorized"],
  ["protobuf", "Unauthorized"],
  ["gRPC", "UNAUTHENTICATED: An API key is needed"],
] as const)("tells %s exporters without a key that they need one", async (transport, message) => {
  await expect(exportRun(exporterOf(transport, guarded))).rejects.toThrow(message);
});

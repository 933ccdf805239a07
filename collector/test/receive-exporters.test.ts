import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  BasicTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { readTrace } from "./traces.ts";

// Goal: the exporters that OpenTelemetry has for Node work as they are.

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.remove());

const exporters: { name: string; open: () => SpanExporter }[] = [
  { name: "gRPC", open: () => new GrpcExporter({ url: server.grpcUrl ?? "" }) },
  { name: "JSON", open: () => new JsonExporter({ url: `${server.otlpUrl}/v1/traces` }) },
  { name: "protobuf", open: () => new ProtobufExporter({ url: `${server.otlpUrl}/v1/traces` }) },
  {
    name: "JSON on Langfuse's path",
    open: () => new JsonExporter({ url: `${server.otlpUrl}/api/public/otel/v1/traces` }),
  },
];
const ways = exporters.flatMap((exporter) =>
  ["none", "gzip"].map((compression) => ({ ...exporter, compression })),
);

test.each(ways)("$name, compression $compression", async ({ compression, open }) => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", compression);
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(open())] });
  const tracer = provider.getTracer("test");
  const root = tracer.startSpan("invoke_agent helper", {
    attributes: { "gen_ai.operation.name": "invoke_agent" },
  });
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.usage.input_tokens": 21,
    "gen_ai.input.messages": "x".repeat(100_000),
  };
  tracer.startSpan("chat gpt-5", { attributes }, trace.setSpan(ROOT_CONTEXT, root)).end();
  root.end();
  await provider.forceFlush();
  await provider.shutdown();

  const { traceId } = root.spanContext();
  await expect
    .poll(() => readTrace(server.url, traceId), { timeout: 60_000 })
    .toMatchObject({ spanCount: 2, complete: true, usage: { inputTokens: 21 } });
});

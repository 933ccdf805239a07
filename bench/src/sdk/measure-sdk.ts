import { createServer, type Server } from "node:http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { createSender } from "../../../sdk/src/create-sender.ts";
import { createProblems } from "../../../sdk/src/problems.ts";
import { readSettings } from "../../../sdk/src/settings.ts";
import { SpanwardProcessor } from "../../../sdk/src/spanward-processor.ts";
import { ownCpuUs } from "../process/cpu-time.ts";
import { percentile } from "../process/percentile.ts";
import { planAgentTrace, planSmallTrace, type SpanPlan } from "../workload/agent-trace.ts";
import { createRandom } from "../workload/random.ts";

type Row = Record<string, string | number>;

const rounds = 9;
const tracesOf = { agent: 300, small: 3000 };

/**
 * What a span costs the agent's process from its start until it has left, sending included: with the
 * SDK's own encoder, and with OpenTelemetry's batch processor and protobuf exporter. Both send to a
 * server in this process that reads nothing; what a span costs without either is taken off.
 */
export async function measureSdk(): Promise<Row[]> {
  const sink = await openSink();
  const rows: Row[] = [];
  for (const workload of ["agent", "small"] as const) {
    const random = createRandom(1);
    const plan = workload === "agent" ? planAgentTrace : planSmallTrace;
    const spans = Array.from({ length: tracesOf[workload] }, () => plan(random)).flat();
    const samples = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (const [name, create] of Object.entries(candidates)) {
        const cpuUs = await measure(create(sink.url), spans);
        samples.set(name, [...(samples.get(name) ?? []), cpuUs / spans.length]);
      }
    }
    const median = (name: string) => percentile(samples.get(name) ?? [], 0.5);
    const floor = median("spans alone");
    const official = median("official") - floor;
    for (const name of Object.keys(candidates)) {
      const own = median(name) - floor;
      rows.push({
        workload,
        path: name,
        "CPU µs/span": median(name),
        "over the floor": own,
        "to official": own / official,
      });
    }
  }
  sink.server.close();
  sink.server.closeAllConnections();
  return rows;
}

/** Creates what is measured; null: only the spans themselves. */
const candidates: Record<string, (url: string) => SpanProcessor | null> = {
  "spans alone": () => null,
  official: (url) => official(url),
  own: (url) => ours(url),
  "own, official exporter": (url) => ours(url, new OTLPTraceExporter({ url })),
};

const official = (url: string): SpanProcessor =>
  new BatchSpanProcessor(new OTLPTraceExporter({ url }), {
    maxQueueSize: 100_000, // nothing may be dropped to be quicker
    scheduledDelayMillis: 200,
  });

function ours(url: string, exporter?: SpanExporter): SpanProcessor {
  const problems = createProblems((message) => {
    throw new Error(message);
  });
  const options = { endpoint: url, queueBytesMax: 2 ** 28, batchDelayMs: 200, exporter };
  return new SpanwardProcessor(
    createSender(options, readSettings(options, {}, problems), problems),
  );
}

async function measure(processor: SpanProcessor | null, plans: SpanPlan[]): Promise<number> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "bench" }),
    spanProcessors: processor ? [processor] : [],
  });
  const tracer = provider.getTracer("bench", "1");
  const before = ownCpuUs();
  for (const [index, { attributes, name }] of plans.entries()) {
    tracer.startSpan(name, { attributes }).end();
    // An agent gives way now and then, so that batches can leave.
    if (index % 64 === 63) await new Promise(setImmediate);
  }
  await provider.forceFlush();
  const cpuUs = ownCpuUs() - before;
  await provider.shutdown();
  return cpuUs;
}

async function openSink(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}/v1/traces` };
}

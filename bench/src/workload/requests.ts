import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { planAgentTrace, planChatTrace, planSmallTrace, type SpanPlan } from "./agent-trace.ts";
import { createRandom, randomHex } from "./random.ts";

const workloads = { agent: planAgentTrace, chat: planChatTrace, small: planSmallTrace };
export type Workload = keyof typeof workloads;
export const workloadNames: readonly Workload[] = ["agent", "small", "chat"];

export interface RequestOptions {
  workload: Workload;
  requests: number;
  /** Default 512, the batch of OpenTelemetry's BatchSpanProcessor. */
  spansPerRequest?: number;
  seed?: number;
  /** When the first trace began, in milliseconds since 1970. Default: now. */
  startMs?: number;
}

/** OTLP/protobuf requests of the workload, written by OpenTelemetry's own serializer. */
export function createRequests(options: RequestOptions): Uint8Array[] {
  const { workload, requests, spansPerRequest = 512, seed = 1, startMs = Date.now() } = options;
  const random = createRandom(seed);
  const resource = resourceFromAttributes({
    "service.name": `${workload}-service`,
    "deployment.environment.name": "bench",
  });
  const waiting: ReadableSpan[] = [];
  let traceStartMs = startMs;
  return Array.from({ length: requests }, () => {
    while (waiting.length < spansPerRequest) {
      const traceId = randomHex(random, 32);
      traceStartMs += 1;
      for (const plan of workloads[workload](random))
        waiting.push(readableSpan(plan, { traceId, traceStartMs, resource }));
    }
    return (
      ProtobufTraceSerializer.serializeRequest(waiting.splice(0, spansPerRequest)) ??
      new Uint8Array()
    );
  });
}

function readableSpan(
  { spanId, parentSpanId, name, startMs, endMs, attributes }: SpanPlan,
  trace: { traceId: string; traceStartMs: number; resource: ReadableSpan["resource"] },
): ReadableSpan {
  const context = (id: string) => ({
    traceId: trace.traceId,
    spanId: id,
    traceFlags: TraceFlags.SAMPLED,
  });
  const at = (ms: number): HrTime => hrTime(trace.traceStartMs + ms);
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => context(spanId),
    ...(parentSpanId !== "" && { parentSpanContext: context(parentSpanId) }),
    startTime: at(startMs),
    endTime: at(endMs),
    status: { code: SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    duration: hrTime(endMs - startMs),
    ended: true,
    resource: trace.resource,
    instrumentationScope: { name: "bench", version: "1" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const hrTime = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];

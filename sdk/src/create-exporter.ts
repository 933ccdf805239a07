import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Settings } from "./settings.ts";

/** OpenTelemetry's own exporter. Compression and certificates it reads from OTEL_EXPORTER_OTLP_*. */
export function createExporter(settings: Settings): SpanExporter {
  const { tracesUrl: url, headers, requestMsMax: timeoutMillis } = settings;
  return settings.protocol === "http/json"
    ? new JsonExporter({ url, headers, timeoutMillis })
    : new ProtobufExporter({ url, headers, timeoutMillis });
}

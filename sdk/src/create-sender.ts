import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import { canConnect } from "./can-connect.ts";
import type { Carrier } from "./carrier.ts";
import { createCleanseSpan } from "./cleanse-span.ts";
import { createExporterCarrier } from "./exporter-carrier.ts";
import { createOtlpCarrier } from "./otlp/otlp-carrier.ts";
import type { Problems } from "./problems.ts";
import type { Cleansing } from "./redact.ts";
import type { Settings, StartOptions } from "./settings.ts";
import type { Queued } from "./span-queue.ts";
import { type Sender, SpanSender } from "./span-sender.ts";

/** The SDK's own encoder, unless an exporter is given or something is asked for that only OpenTelemetry's can. */
export function createSender(
  { exporter, redact }: StartOptions,
  settings: Settings,
  problems: Problems,
): Sender {
  const { attributeCharactersMax, captureContent, compression, headers, requestMsMax, tracesUrl } =
    settings;
  const cleansing: Cleansing = { redact, captureContent, attributeCharactersMax };
  const stock = exporter ?? stockExporter(settings);
  if (stock) {
    const carrier = createExporterCarrier(stock, createCleanseSpan(cleansing));
    return sendBy(carrier, { settings, problems, probed: exporter === undefined });
  }
  const target = { url: tracesUrl, headers, compression, timeMsMax: requestMsMax };
  return sendBy(createOtlpCarrier(cleansing, target), { settings, problems, probed: true });
}

/** OpenTelemetry's own exporter where it is needed: for JSON, and for certificates. */
function stockExporter(settings: Settings): SpanExporter | null {
  const { hasCertificates, headers, protocol, requestMsMax, tracesUrl } = settings;
  // Compression and certificates it reads from the environment itself.
  const options = { url: tracesUrl, headers, timeoutMillis: requestMsMax };
  if (protocol === "http/json") return new JsonExporter(options);
  return hasCertificates ? new ProtobufExporter(options) : null;
}

function sendBy<Item extends Queued>(
  carrier: Carrier<Item>,
  { probed, problems, settings }: { settings: Settings; problems: Problems; probed: boolean },
): Sender {
  const { batchDelayMs, queueBytesMax, tracesUrl } = settings;
  return new SpanSender({
    carrier,
    problems,
    // Where somebody else's exporter sends to is not known.
    probe: probed ? () => canConnect(tracesUrl, probeMsMax) : async () => null,
    target: probed ? new URL(tracesUrl).origin : "the exporter's server",
    queueBytesMax,
    batchDelayMs,
  });
}

const probeMsMax = 1_000;

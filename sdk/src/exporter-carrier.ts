import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { ExportResultCode, suppressTracing } from "@opentelemetry/core";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Carrier, Delivery } from "./carrier.ts";
import type { CleanseSpan } from "./cleanse-span.ts";

interface QueuedSpan {
  span: ReadableSpan;
  bytes: number;
}

/** Carries spans by an exporter of OpenTelemetry. They are kept as they are, and encoded when they are sent. */
export function createExporterCarrier(
  exporter: SpanExporter,
  cleanse: CleanseSpan,
): Carrier<QueuedSpan> {
  const cleansed = (batch: readonly QueuedSpan[]) => batch.map(({ span }) => cleanse(span));
  return {
    pack: (span) => ({ span, bytes: estimateBytes(span) }),
    send: (batch) =>
      new Promise((resolve) => {
        context.with(suppressTracing(ROOT_CONTEXT), () => {
          try {
            exporter.export(cleansed(batch), ({ code, error }) =>
              // oxlint-disable-next-line typescript/no-unsafe-enum-comparison -- the enum of another copy of the package
              resolve(code === ExportResultCode.SUCCESS ? sent : failureOf(error)),
            );
          } catch {
            resolve({ kind: "refused", message: "spans cannot be encoded" });
          }
        });
      }),
    lastRequest(batch) {
      const body = JsonTraceSerializer.serializeRequest(cleansed(batch));
      return body ? { body, contentType: "application/json" } : null;
    },
  };
}

const sent: Delivery = { kind: "sent", refused: 0, message: "" };

function failureOf(error: Error | undefined): Delivery {
  const message = error?.message ?? "the exporter gave no reason";
  return error && isFinal(error)
    ? { kind: "refused", message }
    : { kind: "failed", message, afterMs: null };
}

const retryableStatuses = new Set([429, 502, 503, 504]);

/** Whether sending the same spans again would fail the same way. */
function isFinal(failure: Error): boolean {
  return (
    "code" in failure &&
    typeof failure.code === "number" &&
    failure.code >= 300 &&
    !retryableStatuses.has(failure.code)
  );
}

/** About: two bytes a character of attribute values, and a kilobyte for the span itself. */
export function estimateBytes(span: ReadableSpan): number {
  let characters = 512;
  for (const attributes of [
    span.attributes,
    ...span.events.map((event) => event.attributes ?? {}),
  ]) {
    for (const value of Object.values(attributes)) {
      if (typeof value === "string") characters += value.length;
      else if (Array.isArray(value)) characters += String(value).length;
    }
  }
  return characters * 2;
}

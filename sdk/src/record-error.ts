import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { quietly } from "./quietly.ts";

/**
 * Records that a span failed: `error.type`, an exception event and the status, as OpenTelemetry's
 * conventions have it.
 */
export function recordError(span: Span, error: unknown): void {
  quietly(() => {
    span.setAttribute("error.type", errorType(error));
    span.recordException(error instanceof Error ? error : String(error));
    const message = error instanceof Error ? error.message : String(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  });
}

/** The class of an error: its name; else its code; `_OTHER` for what is thrown and is no error. */
function errorType(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  if (error.name !== "Error") return error.name;
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.constructor.name;
}

import { type Span, trace, type Tracer, type TracerProvider } from "@opentelemetry/api";
import type { Spanward } from "./spanward.ts";
import { version } from "./version.ts";

/** What `start()` set up for the functions that make spans. */
export interface SdkState {
  running: Spanward;
  /** null: spans are made by the provider registered with OpenTelemetry. */
  provider: TracerProvider | null;
  attributeCharactersMax: number;
  /** Spans of this package that have begun and not ended, so that an exit can end them. */
  openSpans: Set<Span>;
  /** Sends a placeholder of a span that may stay open for long; the span itself replaces it. */
  announce: (span: Span) => void;
}

// The functions that make spans are imported, not passed on, as OpenTelemetry's own API is; so what
// they need lies where two copies of this package in one process find the same. As OpenTelemetry does.
const key = Symbol.for("spanward.sdk.1");

/** What `start()` set up, in the whole process; undefined before it and after `shutdown()`. */
export function readState(): SdkState | undefined {
  return Reflect.get(globalThis, key);
}

/** Makes `state` what {@link readState} gives. */
export function writeState(state: SdkState | undefined): void {
  Reflect.set(globalThis, key, state);
}

/** The tracer of this package's spans. Without `start()`, OpenTelemetry's; without one, a silent one. */
export function currentTracer(): Tracer {
  return (readState()?.provider ?? trace.getTracerProvider()).getTracer("@spanward/sdk", version);
}

/** Attribute values longer than this are cut, in UTF-16 code units. */
export const attributeCharactersMaxDefault = 2 ** 20;

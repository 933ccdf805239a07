import {
  context,
  createContextKey,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
  type TracerProvider,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import { NodeTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { Problems } from "./problems.ts";

/**
 * Lets a processor see the spans of this process, its own and those of others. Where the application
 * has registered a provider, that one stays and the processor joins it; else one is registered.
 *
 * Gives the provider that this package's spans need of their own, or null: the registered one does.
 */
export function attachProcessor(
  processor: SpanProcessor,
  resource: Resource,
  problems: Problems,
): TracerProvider | null {
  completeGlobals();
  const registered = registeredProvider();
  if (registered === null) {
    const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
    trace.setGlobalTracerProvider(provider);
    return null;
  }
  if (join(registered, processor)) return null;
  problems.tell(
    "provider",
    "the OpenTelemetry provider of this application takes no further span processor: " +
      "only the spans of @spanward/sdk are sent, those of other instrumentations are not.",
  );
  return new NodeTracerProvider({ resource, spanProcessors: [processor] });
}

/** The provider the application registered, not the proxy that OpenTelemetry's API puts before it. */
function registeredProvider(): TracerProvider | null {
  const provider = trace.getTracerProvider();
  const actual: unknown =
    "getDelegate" in provider && typeof provider.getDelegate === "function"
      ? provider.getDelegate()
      : provider;
  const silent = new ProxyTracerProvider().getDelegate(); // what a proxy stands for before all set-up
  return actual === silent || !isProvider(actual) ? null : actual;
}

function isProvider(value: unknown): value is TracerProvider {
  return typeof value === "object" && value !== null && "getTracer" in value;
}

/**
 * OpenTelemetry's SDK 1 has a method for this. SDK 2 took it away and gave nothing in its place, so
 * the list its processors are in is the only way; where it looks otherwise, it is left alone.
 */
function join(provider: object, processor: SpanProcessor): boolean {
  if ("addSpanProcessor" in provider && typeof provider.addSpanProcessor === "function") {
    provider.addSpanProcessor(processor);
    return true;
  }
  const active: unknown = Reflect.get(provider, "_activeSpanProcessor");
  if (typeof active !== "object" || active === null) return false;
  const processors: unknown = Reflect.get(active, "_spanProcessors");
  if (!Array.isArray(processors)) return false;
  processors.push(processor);
  return true;
}

/** Registers what carries context across `await` and over the wire, unless somebody has. */
function completeGlobals(): void {
  const key = createContextKey("spanward probe");
  const carried = context.with(ROOT_CONTEXT.setValue(key, true), () => context.active());
  if (carried.getValue(key) !== true) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }
  if (propagation.fields().length > 0) return;
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
}

import { context, propagation, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";

/** Registers a real provider that keeps its spans, for tests; `spans()` gives those that ended, `last()` the latest. */
export function recordSpans(): { spans: () => ReadableSpan[]; last: () => ReadableSpan } {
  for (const api of [trace, context, propagation]) api.disable();
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  const last = () => {
    const span = exporter.getFinishedSpans().at(-1);
    if (span === undefined) throw new Error("no span has ended");
    return span;
  };
  return { spans: () => exporter.getFinishedSpans(), last };
}

import { type Context, type Span as ApiSpan, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { spanward } from "./attributes.ts";
import { quietly } from "./quietly.ts";
import { attributesFromBaggage } from "./run-context.ts";
import { snapshotSpan } from "./snapshot-span.ts";
import type { Sender } from "./span-sender.ts";

/** Stamps whose run it is on spans that begin, and hands those that end to the sender. */
export class SpanwardProcessor implements SpanProcessor {
  readonly #sender: Sender;
  #closed = false;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  onStart(span: Span, parentContext: Context): void {
    if (this.#closed) return;
    quietly(() => {
      for (const [key, value] of Object.entries(attributesFromBaggage(parentContext))) {
        if (value !== undefined && span.attributes[key] === undefined)
          span.setAttribute(key, value);
      }
    });
  }

  onEnd(span: ReadableSpan): void {
    if (this.#closed || !isSampled(span)) return;
    quietly(() => this.#sender.add(span));
  }

  /** Sends a placeholder of a span that is still open. */
  announce(span: ApiSpan): void {
    if (this.#closed || !isReadable(span) || !isSampled(span)) return;
    this.#sender.add(snapshotSpan(span, { [spanward.pending]: true }));
  }

  forceFlush(): Promise<void> {
    return this.#sender.flush();
  }

  /** Takes no more spans, after sending those that wait. */
  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.#sender.flush();
  }
}

function isSampled(span: Pick<ReadableSpan, "spanContext">): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

function isReadable(span: object): span is ReadableSpan {
  return "startTime" in span && "attributes" in span && "resource" in span;
}

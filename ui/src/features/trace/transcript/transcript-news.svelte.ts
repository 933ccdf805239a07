import type { SpanContents } from "spanward/answers/span-contents";
import { api } from "../../../api.ts";
import type { TraceAddress } from "../../../trace-queries.ts";

/** What was said in a span, as far as a line of the transcript needs it. */
export type SpanSaid = SpanContents["spans"][number];

const waitMs = 250; // a reader who scrolls past reads nothing
const batchMax = 40; // as many as the server reads at once

/** Asks what spans say, in batches. */
type AskContents = (spanIds: string[], signal: AbortSignal) => Promise<SpanContents>;

/** What was said in the spans in sight: asked for when the reader rests, and kept. */
export class TranscriptNews {
  readonly #ask: AskContents;
  readonly #waitMs: number;
  #said = $state.raw<ReadonlyMap<string, SpanSaid>>(new Map());
  readonly #inSight = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  #isAsking = false;

  /** What went wrong with the last request; null when nothing did. */
  failure = $state<string | null>(null);

  constructor(ask: AskContents, wait = waitMs) {
    this.#ask = ask;
    this.#waitMs = wait;
  }

  /** Undefined while it is not known. */
  of(spanId: string): SpanSaid | undefined {
    return this.#said.get(spanId);
  }

  /** Says that a span is in sight, until what is given back is called. It is asked for after a moment's rest. */
  show(spanId: string): () => void {
    this.#inSight.add(spanId);
    this.look();
    return () => this.#inSight.delete(spanId);
  }

  /** Asks for what is in sight and not known, after a moment's rest. */
  look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), this.#waitMs);
  }

  /** A span that still ran may have said more since. */
  forget(spanIds: readonly string[]): void {
    const said = new Map(this.#said);
    for (const spanId of spanIds) said.delete(spanId);
    if (said.size === this.#said.size) return;
    this.#said = said;
    this.look();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  async #fetch(): Promise<void> {
    if (this.#isAsking) return; // it looks again when it is done
    this.#isAsking = true;
    this.failure = null;
    try {
      for (;;) {
        const missing = [...this.#inSight].filter((spanId) => !this.#said.has(spanId));
        const batch = missing.slice(0, batchMax);
        if (batch.length === 0 || this.#abort.signal.aborted) break;
        const { spans } = await this.#ask(batch, this.#abort.signal);
        const said = new Map(this.#said);
        for (const spanId of batch) said.set(spanId, nothing(spanId));
        for (const span of spans) said.set(span.spanId, span);
        this.#said = said;
      }
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.#isAsking = false;
  }
}

/** A span that the server does not have (any more) is not asked for again and again. */
const nothing = (spanId: string): SpanSaid => ({
  spanId,
  error: "",
  news: null,
  bytesLeftOut: null,
});

/** Asks the server. */
export function askContents({ traceId, project }: TraceAddress): AskContents {
  return (spanIds, signal) => api.contents(traceId, { project, spanIds }, { signal });
}

import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { CleanseSpan } from "./cleanse-span.ts";
import type { Problems } from "./problems.ts";
import { type QueuedSpan, SpanQueue } from "./span-queue.ts";

export interface SpanSenderOptions {
  exporter: SpanExporter;
  cleanse: CleanseSpan;
  problems: Problems;
  /** Why the server cannot be reached; null if it can. */
  probe: () => Promise<string | null>;
  target: string; // where spans go, for messages
  queueBytesMax: number;
  batchDelayMs: number;
}

/** Spans since `start()`. */
export interface SpanCounts {
  sent: number;
  /** In the queue, or on their way. */
  waiting: number;
  /** Refused by the server, or pushed out of a full queue. */
  dropped: number;
}

const backoffMsMax = 30_000;
const trustedMs = 30_000; // after a success, how long the server is taken to be there

/** Sends spans in batches, one request at a time. Keeps what cannot be sent, within a limit. */
export class SpanSender {
  readonly #options: SpanSenderOptions;
  readonly #queue: SpanQueue;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #inFlight: readonly QueuedSpan[] = [];
  #failures = 0;
  #succeededMs = -Infinity;
  #sent = 0;
  #refused = 0;

  constructor(options: SpanSenderOptions) {
    this.#options = options;
    this.#queue = new SpanQueue(options.queueBytesMax);
  }

  add(span: ReadableSpan): void {
    this.#queue.add(span);
    if (this.#queue.dropped > 0) {
      this.#tell(
        "dropped",
        "spans cannot be sent fast enough: the oldest of those waiting are dropped",
      );
    }
    this.#schedule();
  }

  /** Sends what waits. Gives up, without an error, when the server cannot be reached. */
  async flush(): Promise<void> {
    await this.#sending;
    await this.#send();
  }

  counts(): SpanCounts {
    const waiting = this.#queue.length + this.#inFlight.length;
    return { sent: this.#sent, waiting, dropped: this.#queue.dropped + this.#refused };
  }

  /** Whether the last attempt failed. */
  isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Takes out what is not known to have arrived, ready to leave the process. */
  takeRemaining(): ReadableSpan[] {
    const spans = [...this.#inFlight];
    while (this.#queue.length > 0) spans.push(...this.#queue.takeBatch());
    return spans.map(({ span }) => this.#options.cleanse(span));
  }

  #schedule(): void {
    if (this.#sending !== undefined) return;
    const atOnce = this.#queue.isBatchFull() && this.#failures === 0;
    if (this.#timer !== undefined && !atOnce) return;
    clearTimeout(this.#timer);
    const backoffMs = Math.min(backoffMsMax, 500 * 2 ** this.#failures);
    const delayMs = this.#failures > 0 ? backoffMs : atOnce ? 0 : this.#options.batchDelayMs;
    // In the root context: the timer must not keep the context of the span that set it alive.
    this.#timer = context.bind(ROOT_CONTEXT, setTimeout)(() => {
      this.#timer = undefined;
      void this.#send();
    }, delayMs);
    this.#timer.unref(); // waiting spans do not keep the process; flushing at its end does
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      if (this.#queue.length > 0) this.#schedule();
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0) {
      if (!(await this.#isReachable())) return;
      this.#inFlight = this.#queue.takeBatch();
      const failure = await this.#export(this.#inFlight);
      const batch = this.#inFlight;
      this.#inFlight = [];
      if (failure === null) this.#succeed(batch.length);
      else if (isFinal(failure)) this.#refuse(batch.length, failure);
      else {
        this.#queue.giveBack(batch);
        this.#fail(failure.message);
        return;
      }
    }
  }

  async #isReachable(): Promise<boolean> {
    if (performance.now() - this.#succeededMs < trustedMs && this.#failures === 0) return true;
    const problem = await this.#options.probe().catch(String);
    if (problem !== null) this.#fail(problem);
    return problem === null;
  }

  /** Answers why it failed; null if it did not. */
  #export(batch: readonly QueuedSpan[]): Promise<Error | null> {
    return new Promise((resolve) => {
      const answer = ({ code, error }: ExportResult) => {
        const failed = code !== ExportResultCode.SUCCESS;
        resolve(failed ? (error ?? new Error("the exporter gave no reason")) : null);
      };
      context.with(suppressTracing(ROOT_CONTEXT), () => {
        try {
          this.#options.exporter.export(
            batch.map(({ span }) => this.#options.cleanse(span)),
            answer,
          );
        } catch (error) {
          resolve(new UnsendableError("spans cannot be encoded", { cause: error }));
        }
      });
    });
  }

  #succeed(count: number): void {
    this.#sent += count;
    this.#failures = 0;
    this.#succeededMs = performance.now();
    this.#options.problems.clear("unreachable");
  }

  #fail(why: string): void {
    this.#failures += 1;
    const waits = "They wait in memory, within a limit, and are sent when it answers.";
    this.#tell("unreachable", `spans do not reach ${this.#options.target}: ${why}. ${waits}`);
  }

  #refuse(count: number, { message }: Error): void {
    this.#refused += count;
    const hint = /\b40[13]\b|unauthor|forbidden/i.test(message) ? " Check the API key." : "";
    this.#tell("refused", `${this.#options.target} refused ${count} spans: ${message}.${hint}`);
  }

  #tell(kind: string, message: string): void {
    this.#options.problems.tell(kind, message);
  }
}

class UnsendableError extends Error {
  override readonly name = "UnsendableError";
}

const retryableStatuses = new Set([429, 502, 503, 504]);

/** Whether sending the same spans again would fail the same way. */
function isFinal(failure: Error): boolean {
  if (failure instanceof UnsendableError) return true;
  return (
    "code" in failure &&
    typeof failure.code === "number" &&
    failure.code >= 300 &&
    !retryableStatuses.has(failure.code)
  );
}

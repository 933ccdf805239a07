import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Carrier, Delivery, LastRequest } from "./carrier.ts";
import type { Problems } from "./problems.ts";
import { type Queued, SpanQueue } from "./span-queue.ts";

export interface SpanSenderOptions<Item extends Queued> {
  carrier: Carrier<Item>;
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
  /** Refused by the server, pushed out of a full queue, or not fit to be encoded. */
  dropped: number;
}

/** Takes spans, and has them sent. */
export interface Sender {
  add(span: ReadableSpan): void;
  /** Sends what waits. Gives up, without an error, when the server cannot be reached. */
  flush(): Promise<void>;
  counts(): SpanCounts;
  /** Whether the last attempt failed. */
  isFailing(): boolean;
  /** Takes out what is not known to have arrived, for another process to send; null for nothing. */
  takeRemaining(): LastRequest | null;
}

const backoffMsMax = 30_000;
const askedWaitMsMax = 5 * 60_000; // a longer wait that a server asks for is not believed
const trustedMs = 30_000; // after a success, how long the server is taken to be there

/** Sends spans in batches, one request at a time. Keeps what cannot be sent, within a limit. */
export class SpanSender<Item extends Queued> implements Sender {
  readonly #options: SpanSenderOptions<Item>;
  readonly #queue: SpanQueue<Item>;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #inFlight: readonly Item[] = [];
  #failures = 0;
  #notBeforeMs = -Infinity;
  #succeededMs = -Infinity;
  #sent = 0;
  #refused = 0;

  constructor(options: SpanSenderOptions<Item>) {
    this.#options = options;
    this.#queue = new SpanQueue(options.queueBytesMax);
  }

  add(span: ReadableSpan): void {
    const item = this.#pack(span);
    if (item === null) return;
    this.#queue.add(item);
    if (this.#queue.dropped > 0) {
      this.#tell(
        "dropped",
        "spans cannot be sent fast enough: the oldest of those waiting are dropped",
      );
    }
    this.#schedule();
  }

  async flush(): Promise<void> {
    await this.#sending;
    await this.#send();
  }

  counts(): SpanCounts {
    const waiting = this.#queue.length + this.#inFlight.length;
    return { sent: this.#sent, waiting, dropped: this.#queue.dropped + this.#refused };
  }

  isFailing(): boolean {
    return this.#failures > 0;
  }

  takeRemaining(): LastRequest | null {
    const items = [...this.#inFlight];
    while (this.#queue.length > 0) items.push(...this.#queue.takeBatch());
    return items.length === 0 ? null : this.#options.carrier.lastRequest(items);
  }

  #pack(span: ReadableSpan): Item | null {
    try {
      return this.#options.carrier.pack(span);
    } catch {
      this.#refuse(1, "spans cannot be encoded");
      return null;
    }
  }

  #schedule(): void {
    if (this.#sending !== undefined) return;
    const atOnce = this.#queue.isBatchFull() && this.#failures === 0;
    if (this.#timer !== undefined && !atOnce) return;
    clearTimeout(this.#timer);
    const delayMs =
      this.#failures > 0 ? this.#backoffMs() : atOnce ? 0 : this.#options.batchDelayMs;
    // In the root context: the timer must not keep the context of the span that set it alive.
    this.#timer = context.bind(ROOT_CONTEXT, setTimeout)(() => {
      this.#timer = undefined;
      void this.#send();
    }, delayMs);
    this.#timer.unref(); // waiting spans do not keep the process; flushing at its end does
  }

  /** Longer each time, spread so that agents do not all come back at once, never before the server said. */
  #backoffMs(): number {
    const most = Math.min(backoffMsMax, 500 * 2 ** this.#failures);
    return Math.max(most * (0.75 + Math.random() / 4), this.#notBeforeMs - performance.now());
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
      const delivery = await this.#options.carrier.send(this.#inFlight);
      const batch = this.#inFlight;
      this.#inFlight = [];
      if (!this.#settle(batch, delivery)) return;
    }
  }

  /** Whether to go on with the next batch. */
  #settle(batch: readonly Item[], delivery: Delivery): boolean {
    switch (delivery.kind) {
      case "sent":
        this.#succeed(batch.length - delivery.refused);
        if (delivery.refused > 0) this.#refuse(delivery.refused, delivery.message);
        return true;
      case "refused":
        this.#refuse(batch.length, delivery.message);
        return true;
      case "failed":
        this.#queue.giveBack(batch);
        if (delivery.afterMs !== null) this.#wait(delivery.afterMs);
        this.#fail(delivery.message);
        return false;
    }
  }

  #wait(afterMs: number): void {
    this.#notBeforeMs = performance.now() + Math.min(afterMs, askedWaitMsMax);
  }

  async #isReachable(): Promise<boolean> {
    if (performance.now() - this.#succeededMs < trustedMs && this.#failures === 0) return true;
    const problem = await this.#options.probe().catch(String);
    if (problem !== null) this.#fail(problem);
    return problem === null;
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

  #refuse(count: number, message: string): void {
    this.#refused += count;
    const hint = /\b40[13]\b|unauthor|forbidden/i.test(message) ? " Check the API key." : "";
    this.#tell("refused", `${this.#options.target} refused ${count} spans: ${message}.${hint}`);
  }

  #tell(kind: string, message: string): void {
    this.#options.problems.tell(kind, message);
  }
}

import type { LiveNews, LiveTrace } from "../api/answers/live.ts";

/** Traces that wait for one follower. A newer state of a trace takes the place of the older one. */
const waitingMax = 500;
/** Traces whose last state is remembered, so that it is not told again. */
const toldMax = 5000;

type Rates = Pick<LiveNews, "spansPerSecond" | "tracesPerSecond">;

/** What is told to a follower at once. */
export interface Telling extends Rates {
  traces: LiveTrace[];
  missed: number;
  hasGap: boolean;
  reachedUnixMs: number; // up to when it is told everything
}

/**
 * What one follower has still to be told. It never holds up the others: what waits for a slow one is
 * bounded, and what does not fit is counted and told as missed.
 */
export class Follower {
  readonly #waiting = new Map<string, LiveTrace>();
  readonly #told = new Map<string, string>();
  #missed = 0;
  #rates: Rates = { spansPerSecond: 0, tracesPerSecond: 0 };
  #reachedUnixMs: number;
  #wake: (() => void) | null = null;
  #isClosed = false;
  #isWelcomed: boolean;
  #hasGap: boolean;

  /**
   * `isResumed`: it was told all that came before `sinceUnixMs`, so that what it is not told from then on is
   * missed. `hasGap`: it was not, it has been away for too long.
   */
  constructor(from: { sinceUnixMs: number; isResumed: boolean; hasGap: boolean }) {
    this.#reachedUnixMs = from.sinceUnixMs;
    this.#isWelcomed = from.isResumed;
    this.#hasGap = from.hasGap;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Up to when it has been told, or will be, everything. */
  get reachedUnixMs(): number {
    return this.#reachedUnixMs;
  }

  /** Takes what was seen; `unseen` changes are known by their number alone. */
  offer(seen: { traces: LiveTrace[]; unseen: number; rates: Rates; reachedUnixMs: number }): void {
    if (this.#isWelcomed) this.#missed += seen.unseen;
    this.#rates = seen.rates;
    this.#reachedUnixMs = seen.reachedUnixMs;
    for (const trace of seen.traces) this.#put(trace);
    this.#isWelcomed = true;
    if (this.#waiting.size > 0 || this.#missed > 0) this.#wake?.();
  }

  /** What there is to tell, as soon as there is any, or after `msMax` without; null once closed. */
  async next(msMax: number): Promise<Telling | null> {
    if (!this.#isClosed && this.#waiting.size === 0 && this.#missed === 0) await this.#news(msMax);
    if (this.#isClosed) return null;
    const telling = {
      ...this.#rates,
      traces: [...this.#waiting.values()],
      missed: this.#missed,
      hasGap: this.#hasGap,
      reachedUnixMs: this.#reachedUnixMs,
    };
    this.#hasGap = false;
    this.#waiting.clear();
    this.#missed = 0;
    return telling;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  #put(trace: LiveTrace): void {
    const { traceId } = trace;
    const state = stateOf(trace);
    if (this.#told.get(traceId) === state) return;
    if (!this.#waiting.has(traceId) && this.#waiting.size >= waitingMax) {
      this.#missed += 1;
      return;
    }
    this.#waiting.set(traceId, trace);
    this.#told.delete(traceId); // so that it stands last
    this.#told.set(traceId, state);
    const [oldest] = this.#told.keys();
    if (this.#told.size > toldMax && oldest !== undefined) this.#told.delete(oldest);
  }

  #news(msMax: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, msMax);
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}

/** What must differ for a trace to be told again. */
const stateOf = (trace: LiveTrace): string =>
  JSON.stringify([
    trace.spanCount,
    trace.durationNs,
    trace.status,
    trace.errorCount,
    trace.runningCount,
    trace.complete,
    trace.usage,
    trace.costUsd,
    trace.name,
    trace.outputPreview,
  ]);

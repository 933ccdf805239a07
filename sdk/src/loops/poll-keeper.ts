/** How a tool that asks for the state of something may be called again and again. */
export interface PollSpec {
  /** Between two calls with the same arguments. */
  minIntervalMs: number;
  /** How long the answer may stay the same before asking again is refused. */
  maxWaitMs: number;
  /** The factor by which the interval grows while the answer stays the same; 1 unless said otherwise. */
  backoff?: number | undefined;
}

/** wait: the call may be made in so many milliseconds; give_up: the answer has been the same too long. */
export type PollVerdict = { kind: "wait"; waitMs: number } | { kind: "give_up"; waitedMs: number };

interface Poll {
  answer: number;
  sinceMs: number;
  lastMs: number;
  same: number;
}

const pollsMax = 512;
const intervalsMax = 32; // how far the interval may grow

/** Holds the tools that poll to their intervals, for one run. */
export class PollKeeper {
  readonly #polls = new Map<number, Poll>();

  inspect(call: number, spec: PollSpec, nowMs: number): PollVerdict {
    const poll = this.#polls.get(call);
    if (poll === undefined) return { kind: "wait", waitMs: 0 };
    const waitedMs = nowMs - poll.sinceMs;
    if (waitedMs >= spec.maxWaitMs) return { kind: "give_up", waitedMs };
    const growth = Math.min((spec.backoff ?? 1) ** (poll.same - 1), intervalsMax);
    return { kind: "wait", waitMs: Math.max(0, poll.lastMs + spec.minIntervalMs * growth - nowMs) };
  }

  record(call: number, answer: number, nowMs: number): void {
    const poll = this.#polls.get(call);
    if (poll?.answer === answer) {
      poll.same += 1;
      poll.lastMs = nowMs;
      return;
    }
    if (this.#polls.size >= pollsMax && poll === undefined) {
      const [oldest] = this.#polls.keys();
      if (oldest !== undefined) this.#polls.delete(oldest);
    }
    this.#polls.set(call, { answer, sinceMs: nowMs, lastMs: nowMs, same: 1 });
  }
}

/**
 * Work on untrusted input in a worker, one question after the other. Some short inputs keep a parser
 * busy for minutes: past the deadline the worker is ended, and the next question gets a new one.
 */
export class ImpatientWorker<Question, Answer> {
  readonly #open: () => Worker;
  readonly #deadlineMs: number;
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(open: () => Worker, deadlineMs: number) {
    this.#open = open;
    this.#deadlineMs = deadlineMs;
  }

  /** The worker's answer; null when it takes too long, fails, or `signal` says that nobody waits any more. */
  ask(question: Question, signal: AbortSignal): Promise<Answer | null> {
    const answered = this.#queue.then(() => (signal.aborted ? null : this.#ask(question)));
    this.#queue = answered.catch(() => null);
    return answered;
  }

  async #ask(question: Question): Promise<Answer | null> {
    const worker = (this.#worker ??= this.#open());
    const abort = new AbortController();
    const { signal } = abort;
    const answer = await new Promise<Answer | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), this.#deadlineMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      const onAnswer = ({ data }: MessageEvent<Answer>) => resolve(data);
      worker.addEventListener("message", onAnswer, { signal });
      worker.addEventListener("error", () => resolve(null), { signal });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      worker.postMessage(question);
    });
    abort.abort();
    if (answer === null) {
      worker.terminate(); // it may be busy for minutes
      this.#worker = null;
    }
    return answer;
  }
}

/** Markdown over this is refused: nobody reads it, and rendering it costs seconds. Characters. */
export const markdownMax = 150_000;

/** A few short texts keep a parser busy for minutes; past this one is given up and shown plain. */
const deadlineMs = 1000;

/** Renders untrusted Markdown in a worker, one text after the other. */
class MarkdownRenderer {
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** Safe HTML; null when it takes too long, fails, or `signal` says that nobody waits any more. */
  render(text: string, signal: AbortSignal): Promise<string | null> {
    const rendered = this.#queue.then(() => this.#render(text, signal));
    this.#queue = rendered.catch(() => null);
    return rendered;
  }

  async #render(text: string, signal: AbortSignal): Promise<string | null> {
    if (signal.aborted || text.length > markdownMax) return null;
    const html = await this.#parse(text);
    if (html === null || signal.aborted) return null;
    const { sanitizeHtml } = await import("./sanitize-html.ts");
    return sanitizeHtml(html);
  }

  async #parse(text: string): Promise<string | null> {
    const worker = (this.#worker ??= openWorker());
    const abort = new AbortController();
    const { signal } = abort;
    const html = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), deadlineMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      const onAnswer = ({ data }: MessageEvent<string>) => resolve(data);
      worker.addEventListener("message", onAnswer, { signal });
      worker.addEventListener("error", () => resolve(null), { signal });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      worker.postMessage(text);
    });
    abort.abort();
    if (html === null) {
      worker.terminate(); // it may be busy for minutes
      this.#worker = null;
    }
    return html;
  }
}

/** The one renderer: texts wait for each other, so that a page of them needs one worker. */
export const markdownRenderer = new MarkdownRenderer();

function openWorker(): Worker {
  return new Worker(new URL("./markdown.worker.ts", import.meta.url), { type: "module" });
}

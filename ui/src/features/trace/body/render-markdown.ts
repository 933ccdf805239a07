import { ImpatientWorker } from "../../../impatient-worker.ts";

/** Markdown over this is refused: nobody reads it, and rendering it costs seconds. Characters. */
export const markdownMax = 150_000;

/** A few short texts keep a parser busy for minutes; past this one is given up and shown plain. */
const deadlineMs = 1000;

/** Renders untrusted Markdown in a worker, one text after the other. */
class MarkdownRenderer {
  readonly #worker = new ImpatientWorker<string, string>(openWorker, deadlineMs);

  /** Safe HTML; null when it takes too long, fails, or `signal` says that nobody waits any more. */
  async render(text: string, signal: AbortSignal): Promise<string | null> {
    if (text.length > markdownMax) return null;
    const html = await this.#worker.ask(text, signal);
    if (html === null || signal.aborted) return null;
    const { sanitizeHtml } = await import("./sanitize-html.ts");
    return sanitizeHtml(html);
  }
}

/** The one renderer: texts wait for each other, so that a page of them needs one worker. */
export const markdownRenderer = new MarkdownRenderer();

function openWorker(): Worker {
  return new Worker(new URL("./markdown.worker.ts", import.meta.url), { type: "module" });
}

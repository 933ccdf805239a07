import type { Span } from "@opentelemetry/api";
import { genAi } from "./attributes.ts";
import { fieldOf } from "./fields.ts";
import { runInSpan } from "./run-in-span.ts";
import { attributesOf, contentOf, type SpanHandle, type SpanOptions } from "./span-options.ts";

export interface RetrievalOptions extends SpanOptions {
  /** What is searched: an index, a collection, a database. */
  source: string;
  query?: string | undefined;
  topK?: number | undefined;
}

/** A document found. */
export interface Document {
  id?: string | undefined;
  content?: string | undefined;
  /** As the search gives it: higher is nearer, or lower, as it may be. */
  score?: number | undefined;
  [field: string]: unknown;
}

/** A search going on. */
export interface RetrievalSpan extends SpanHandle {
  /** Records what was found; without this, a list that the work returns is, or its `documents`. */
  setDocuments: (documents: readonly Document[]) => void;
}

/**
 * Runs a search for documents in a span, with what was asked and what was found.
 *
 * @example
 * const found = await retrieval({ source: "handbook", query: question, topK: 5 }, () =>
 *   index.search(question, 5),
 * );
 */
export function retrieval<Result>(
  options: RetrievalOptions | string,
  run: (retrieval: RetrievalSpan) => Result,
): Result {
  const given = typeof options === "string" ? { source: options } : options;
  let span: Span | undefined;
  let documents: unknown;
  const plan = {
    name: `retrieval ${given.source}`,
    attributes: () => attributesOf(search(given), given),
    finished: (result: unknown) => {
      documents ??= Array.isArray(result) ? result : fieldOf(result, "documents");
    },
    ending: () => {
      const content = contentOf(documents);
      if (content !== undefined) span?.setAttribute(genAi.retrievalDocuments, content);
    },
  };
  return runInSpan(plan, (begun) => {
    span = begun;
    return run({
      span: begun,
      setDocuments: (found) => {
        documents = found;
      },
    });
  });
}

function search(options: RetrievalOptions) {
  return {
    [genAi.operationName]: "retrieval",
    [genAi.dataSourceId]: options.source,
    [genAi.retrievalQuery]: contentOf(options.query),
    [genAi.retrievalTopK]: options.topK,
  };
}

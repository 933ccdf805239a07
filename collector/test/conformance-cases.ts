import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a case expects. Every field is checked; one that nobody knows is an error in the cases. */
export const Expectation = z.strictObject({
  status: z.union([z.number(), z.array(z.number())]), // an array: any of these
  body: z.literal("google.rpc.Status as JSON").optional(),
  lenient: z.boolean().optional(), // both answers are right, and `status` lists them
  partialSuccess: z.object({ rejectedSpans: z.number() }).optional(),
  spans: z.number().optional(), // stored of those sent
  stored_spans_total: z.number().optional(), // stored after the request was sent twice
  attr: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  keys_kept: z.number().optional(), // attributes, at least
  usage: z.null().optional(),
  input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
  input_messages: z
    .array(
      z.object({
        role: z.string(),
        parts: z.array(z.object({ type: z.string(), content: z.string() })),
      }),
    )
    .optional(),
  root: z.boolean().optional(),
  orphans: z.number().optional(),
  trace_complete: z.boolean().optional(), // once the rest of the trace, in other cases, came before
  evaluations: z.number().optional(),
  merge_into_span: z.string().optional(), // the span that shows the log record
  extra_tokens: z.number().optional(), // what the log record adds to it
});
export type Expectation = z.infer<typeof Expectation>;

const Case = z.object({
  file: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  expect: Expectation,
  why: z.string(),
});

/** One request and what must come of it. */
export type ConformanceCase = z.infer<typeof Case> & { body: Buffer };

/** Reads `cases.json` and the bodies beside it. */
export function readCases(folder: string): ConformanceCase[] {
  const text = readFileSync(join(folder, "cases.json"), "utf8");
  const { cases } = z.object({ cases: z.array(Case) }).parse(JSON.parse(text));
  return cases.map((one) => ({ ...one, body: readFileSync(join(folder, one.file)) }));
}

const corpus = new URL("../../../shared/corpus/otlp-edge", import.meta.url).pathname;
const fixtures = new URL("fixtures/otlp-edge", import.meta.url).pathname;

/** Our own cases, and the larger collection beside the repository when it is there. */
export const casesFolders = [fixtures, ...(existsSync(corpus) ? [corpus] : [])];

/** The request as the OTLP/JSON mapping has it; null when it is none. */
export function parseRequest({ body, headers }: ConformanceCase): object | null {
  if (headers["content-encoding"] !== undefined) return null;
  try {
    const json: unknown = JSON.parse(body.toString("utf8"));
    return typeof json === "object" ? json : null;
  } catch {
    return null;
  }
}

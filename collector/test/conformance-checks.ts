import type { SpanDetail } from "../src/api/answers/span-detail.ts";
import { skeletonFlags, type TraceSkeleton } from "../src/api/answers/trace-skeleton.ts";
import type { TraceSummary } from "../src/api/answers/trace-summary.ts";
import type { Expectation } from "./conformance-cases.ts";
import type { Answer } from "./conformance-transports.ts";

/** What the API says of what a case sent. */
export interface Stored {
  sentSpans: { traceId: string; spanId: string; keys: string[] }[];
  traces: TraceSummary[];
  skeleton: TraceSkeleton | null; // of the first trace
  span: SpanDetail | null; // the first span sent, or the one that a log record belongs to
  /** The first trace before the case was sent; null when there was none. */
  before: TraceSummary | null;
}

type Check = (stored: Stored, expected: Expectation) => [got: unknown, wanted: unknown];

const total = ({ traces }: Stored): number =>
  traces.reduce((spans, { spanCount }) => spans + spanCount, 0);
const tokens = (usage: TraceSummary["usage"] | undefined): number =>
  (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);

/** One check for each thing that may be expected of what was stored. */
const checks: Partial<Record<keyof Expectation, Check>> = {
  spans: (stored, { spans }) => [total(stored) - (stored.before?.spanCount ?? 0), spans],
  stored_spans_total: (stored, expected) => [total(stored), expected.stored_spans_total],
  attr: ({ span }, { attr = {} }) => [
    Object.keys(attr).map((key) => attributeOf(span, key)),
    Object.values(attr).map(String),
  ],
  keys_kept: ({ sentSpans, span }, { keys_kept = 0 }) => {
    const kept = new Set(span?.attributes.map(({ key }) => key));
    const sent = sentSpans[0]?.keys ?? [];
    return [sent.every((key) => kept.has(key)) && kept.size >= keys_kept, true];
  },
  usage: ({ span, traces }) => [
    [traces[0]?.usage, span?.usage],
    [null, null],
  ],
  input_tokens: ({ traces }, expected) => [traces[0]?.usage?.inputTokens, expected.input_tokens],
  output_tokens: ({ traces }, expected) => [traces[0]?.usage?.outputTokens, expected.output_tokens],
  input_messages: ({ span }, expected) => [messagesOf(span), expected.input_messages],
  root: ({ sentSpans, traces }) => [traces[0]?.rootSpanId, sentSpans[0]?.spanId],
  orphans: ({ skeleton }, { orphans }) => [
    skeleton?.flags.filter((flags) => (flags & skeletonFlags.orphan) !== 0).length,
    orphans,
  ],
  trace_complete: ({ traces }, expected) => [traces[0]?.complete, expected.trace_complete],
  evaluations: ({ span }, { evaluations }) => [span?.scores.length, evaluations],
  merge_into_span: ({ span }, expected) => [
    [span?.spanId, span?.logs.length],
    [expected.merge_into_span, 1],
  ],
  extra_tokens: ({ before, traces }, { extra_tokens = 0 }) => [
    tokens(traces[0]?.usage) - tokens(before?.usage),
    extra_tokens,
  ],
};

/** What is not as expected of the answer: one sentence for each difference. */
export function checkAnswer(answer: Answer, expected: Expectation): string[] {
  const statuses = [expected.status].flat();
  const faults: string[] = [];
  if (!statuses.includes(answer.status))
    faults.push(`status ${answer.status}, not ${statuses.join(" or ")}`);
  if (answer.status >= 400 && !answer.explained) faults.push("no google.rpc.Status");
  const rejected = expected.partialSuccess?.rejectedSpans ?? 0;
  if (answer.status === 200 && (answer.partial?.rejected ?? 0) !== rejected)
    faults.push(`${answer.partial?.rejected ?? 0} spans rejected, not ${rejected}`);
  if (rejected > 0 && !answer.partial?.message) faults.push("no reason for the rejected spans");
  return faults;
}

/** What is not as expected of what was stored. */
export function checkStored(stored: Stored, expected: Expectation): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    if (Reflect.get(expected, name) === undefined) return [];
    const [got, wanted] = check(stored, expected).map((value) => JSON.stringify(value));
    return got === wanted ? [] : [`${name}: ${got}, not ${wanted}`];
  });
}

const attributeOf = (span: SpanDetail | null, name: string): string | undefined =>
  span?.attributes.find(({ key }) => key === name)?.value.text;

const messagesOf = (span: SpanDetail | null) =>
  span?.content.input.map(({ parts, role }) => ({
    role,
    parts: parts.map((part) => ({
      type: part.type,
      content: part.type === "text" ? part.body.text : "",
    })),
  }));

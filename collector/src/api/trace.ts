import { Hono } from "hono";
import { z } from "zod";
import { settleCallsOf } from "../assemble/settled-calls.ts";
import { addCalls } from "../assemble/add-calls.ts";
import { assembleSkeleton } from "../assemble/skeleton.ts";
import type { Store } from "@spanward/clickhouse";
import { SpanDetail, SpanPart } from "./answers/span-detail.ts";
import { TraceSkeleton } from "./answers/trace-skeleton.ts";
import { TraceSummary } from "./answers/trace-summary.ts";
import { ApiError } from "./api-error.ts";
import { AnswerCache } from "./answer-cache.ts";
import { type Bodies, createBodies, dividesPair, slice } from "./bodies.ts";
import { formatInstant } from "./instant.ts";
import { limit, project, SpanId, TraceId } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import {
  readSpan,
  settledCalls,
  type SpanKey,
  type TraceKey,
  traceSpansMax,
} from "./read-spans.ts";
import { describe, path, query } from "./route.ts";
import { showSpan } from "./span-detail.ts";
import { summarizeTrace } from "./trace-summary.ts";

const ProjectQuery = z.object({ project });
const TracePath = z.object({ traceId: TraceId });
const SpanPath = z.object({ traceId: TraceId, spanId: SpanId });
const FileQuery = z.object({ project, part: z.string().min(1).max(10_000) });
const PartQuery = FileQuery.extend({
  offset: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(0),
  limit: limit(100_000, 1_000_000),
});

/** `/api/traces/:traceId`: one trace, and the spans of it. */
export function traceRoutes({ store }: { store: Store }) {
  const ports = openPorts(store);
  return new Hono<ApiEnv>()
    .get(
      "/:traceId",
      describe("One trace at a glance", TraceSummary),
      path(TracePath),
      query(ProjectQuery),
      async (c) => {
        const { traceId } = c.req.valid("param");
        const of = projectOf(c, c.req.valid("query").project);
        return c.json(await summaryOf(store, { project: of, traceId }));
      },
    )
    .get(
      "/:traceId/skeleton",
      describe("A whole trace without content, as columns in pre-order", TraceSkeleton),
      path(TracePath),
      query(ProjectQuery),
      async (c) => {
        const { traceId } = c.req.valid("param");
        const of = projectOf(c, c.req.valid("query").project);
        return c.json(await keptSkeleton(ports, { project: of, traceId }));
      },
    )
    .get(
      "/:traceId/spans/:spanId",
      describe("Everything about one span", SpanDetail),
      path(SpanPath),
      query(ProjectQuery),
      async (c) => {
        const span = {
          project: projectOf(c, c.req.valid("query").project),
          ...c.req.valid("param"),
        };
        return c.json(showSpan(span.project, await readSpan(store, span), createBodies()));
      },
    )
    .get(
      "/:traceId/spans/:spanId/parts",
      describe("A slice of a text that was cut", SpanPart),
      path(SpanPath),
      query(PartQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const span = { project: projectOf(c, asked.project), ...c.req.valid("param") };
        return c.json(await partOf(ports, span, asked));
      },
    )
    .get("/:traceId/spans/:spanId/file", path(SpanPath), query(FileQuery), async (c) => {
      const asked = c.req.valid("query");
      const span = { project: projectOf(c, asked.project), ...c.req.valid("param") };
      // To be kept, never to be shown: whatever it is, the browser takes it for a file of text.
      return c.body(await wholeText(ports, span, asked.part), 200, {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename="span-${span.spanId}.txt"`,
      });
    });
}

/** Of the largest traces two, of usual ones hundreds. */
const skeletonBytesMax = 64 * 2 ** 20;
/** The texts of spans that somebody pages through. */
const textBytesMax = 32 * 2 ** 20;

interface TracePorts {
  store: Store;
  skeletons: AnswerCache<TraceSkeleton>;
  texts: AnswerCache<Bodies>;
}

const openPorts = (store: Store): TracePorts => ({
  store,
  skeletons: new AnswerCache(skeletonBytesMax),
  texts: new AnswerCache(textBytesMax),
});

async function summaryOf(store: Store, trace: TraceKey): Promise<TraceSummary> {
  const calls = await settledCalls(store, trace);
  const changed = [...calls.values()].filter((call) => call.changed);
  const without = changed.map(({ span }) => span.spanId);
  const aggregate = await store.traceSummary({ ...trace, without });
  if (!aggregate) throw noSuchTrace();
  return summarizeTrace(addCalls(aggregate, changed));
}

/** A trace is looked at again and again; it is laid out anew only when one of its spans changed. */
async function keptSkeleton(
  { skeletons, store }: TracePorts,
  trace: TraceKey,
): Promise<TraceSkeleton> {
  const key = `${trace.project} ${trace.traceId}`;
  // Asked first: spans that come meanwhile make the answer one that is laid out anew next time.
  const stamp = await store.traceStamp(trace);
  const kept = skeletons.get(key, stamp);
  if (kept) return kept;
  const answer = await skeletonOf(store, trace);
  skeletons.set(key, { stamp, answer, bytes: answer.spanCount * skeletonBytesPerSpan });
  return answer;
}

/** Twenty-odd numbers, the id, and its share of the dictionaries. */
const skeletonBytesPerSpan = 200;

async function skeletonOf(store: Store, trace: TraceKey): Promise<TraceSkeleton> {
  const of = { ...trace, limit: traceSpansMax };
  const [spans, calls] = await Promise.all([store.traceSpans(of), store.traceCalls(of)]);
  if (spans.spanId.length === 0) throw noSuchTrace();
  const isCut = spans.spanId.length === traceSpansMax;
  const whole = isCut ? await store.traceSummary({ ...trace, without: [] }) : null;
  return assembleSkeleton({
    traceId: trace.traceId,
    spans,
    calls: settleCallsOf(spans, calls),
    totalSpanCount: whole?.spanCount ?? spans.spanId.length,
    formatInstant,
  });
}

async function partOf(
  ports: TracePorts,
  span: SpanKey,
  asked: { part: string; offset: number; limit: number },
): Promise<SpanPart> {
  const text = await wholeText(ports, span, asked.part);
  const offset = dividesPair(text, asked.offset) ? asked.offset - 1 : asked.offset;
  const part = slice(text, offset, asked.limit);
  const next = offset + part.length;
  return {
    part: asked.part,
    offset,
    text: part,
    characters: text.length,
    nextOffset: next < text.length ? next : null,
  };
}

async function wholeText(
  { store, texts }: TracePorts,
  span: SpanKey,
  part: string,
): Promise<string> {
  const key = `${span.project} ${span.traceId} ${span.spanId}`;
  const stamp = await store.traceStamp(span);
  let bodies = texts.get(key, stamp);
  // A log record that came later may have brought the part.
  if (bodies?.whole(part) === undefined) {
    bodies = createBodies();
    showSpan(span.project, await readSpan(store, span), bodies);
    texts.set(key, { stamp, answer: bodies, bytes: 2 * bodies.characters() });
  }
  const text = bodies.whole(part);
  if (text === undefined) throw noSuchPart(part);
  return text;
}

/** What is answered for a trace that is not there. */
export const noSuchTrace = () =>
  new ApiError(
    404,
    "no_such_trace",
    "There is no trace of this id in this project. It may be of another project, have expired, or not have arrived yet: spans show up within two seconds.",
  );

const noSuchPart = (part: string) =>
  new ApiError(
    404,
    "no_such_part",
    `The span has no text named ${part}. Take the name from \`part\` of its answer.`,
  );

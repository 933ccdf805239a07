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
import { createBodies, dividesPair, slice } from "./bodies.ts";
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
        return c.json(await skeletonOf(store, { project: of, traceId }));
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
        return c.json(await partOf(store, span, asked));
      },
    )
    .get("/:traceId/spans/:spanId/file", path(SpanPath), query(FileQuery), async (c) => {
      const asked = c.req.valid("query");
      const span = { project: projectOf(c, asked.project), ...c.req.valid("param") };
      // To be kept, never to be shown: whatever it is, the browser takes it for a file of text.
      return c.body(await wholeText(store, span, asked.part), 200, {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename="span-${span.spanId}.txt"`,
      });
    });
}

async function summaryOf(store: Store, trace: TraceKey): Promise<TraceSummary> {
  const calls = await settledCalls(store, trace);
  const changed = [...calls.values()].filter((call) => call.changed);
  const without = changed.map(({ span }) => span.spanId);
  const aggregate = await store.traceSummary({ ...trace, without });
  if (!aggregate) throw noSuchTrace();
  return summarizeTrace(addCalls(aggregate, changed));
}

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
  store: Store,
  span: SpanKey,
  asked: { part: string; offset: number; limit: number },
): Promise<SpanPart> {
  const text = await wholeText(store, span, asked.part);
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

async function wholeText(store: Store, span: SpanKey, part: string): Promise<string> {
  const bodies = createBodies();
  showSpan(span.project, await readSpan(store, span), bodies);
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

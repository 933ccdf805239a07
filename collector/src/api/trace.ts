import { Hono } from "hono";
import { z } from "zod";
import { settleCallsOf, type SettledCall } from "../assemble/settled-calls.ts";
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
import { describe, path, query } from "./route.ts";
import { showSpan, type StoredDetail } from "./span-detail.ts";
import { summarizeTrace } from "./trace-summary.ts";

/** How many spans of one trace are laid out. Of a larger one the earliest are. */
export const traceSpansMax = 200_000;

const ProjectQuery = z.object({ project });
const TracePath = z.object({ traceId: TraceId });
const SpanPath = z.object({ traceId: TraceId, spanId: SpanId });
const PartQuery = z.object({
  project,
  part: z.string().min(1).max(10_000),
  offset: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(0),
  limit: limit(100_000, 1_000_000),
});

interface TraceKey {
  project: string;
  traceId: string;
}
interface SpanKey extends TraceKey {
  spanId: string;
}

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
    );
}

async function summaryOf(store: Store, trace: TraceKey): Promise<TraceSummary> {
  const calls = await settledCalls(store, trace);
  const changed = [...calls.values()].filter((call) => call.changed);
  const without = changed.map(({ span }) => span.spanId);
  const aggregate = await store.traceSummary({ ...trace, without });
  if (!aggregate) throw noSuchTrace();
  return summarizeTrace(addCalls(aggregate, changed));
}

async function settledCalls(store: Store, trace: TraceKey): Promise<Map<string, SettledCall>> {
  const of = { ...trace, limit: traceSpansMax };
  const [tree, calls] = await Promise.all([store.traceTree(of), store.traceCalls(of)]);
  return settleCallsOf(tree, calls);
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

async function readSpan(store: Store, span: SpanKey): Promise<StoredDetail> {
  const [row, content, logs, scores] = await Promise.all([
    store.spanRow(span),
    store.spanContent(span),
    store.spanLogs(span),
    store.spanScores(span),
  ]);
  if (!row) throw noSuchSpan();
  const isCall = row.kind === "llm" || row.kind === "embedding";
  const call = isCall ? (await settledCalls(store, span)).get(span.spanId) : null;
  return { row, content, logs, scores, call: call ?? null };
}

async function partOf(
  store: Store,
  span: SpanKey,
  asked: { part: string; offset: number; limit: number },
): Promise<SpanPart> {
  const bodies = createBodies();
  showSpan(span.project, await readSpan(store, span), bodies);
  const text = bodies.whole(asked.part);
  if (text === undefined) throw noSuchPart(asked.part);
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

const noSuchTrace = () =>
  new ApiError(
    404,
    "no_such_trace",
    "There is no trace of this id in this project. It may be of another project, have expired, or not have arrived yet: spans show up within two seconds.",
  );

const noSuchSpan = () =>
  new ApiError(404, "no_such_span", "The trace has no span of this id, or it has expired.");

const noSuchPart = (part: string) =>
  new ApiError(
    404,
    "no_such_part",
    `The span has no text named ${part}. Take the name from \`part\` of its answer.`,
  );

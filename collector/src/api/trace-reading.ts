import type { Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { findCause } from "../assemble/find-cause.ts";
import { SpanCause, TraceBaseline } from "./answers/span-cause.ts";
import { SpanContents } from "./answers/span-contents.ts";
import { createBodies } from "./bodies.ts";
import { project, SpanId, TraceId } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { readSpans, type SpanKey, type TraceKey, traceSpansMax } from "./read-spans.ts";
import { describe, path, query } from "./route.ts";
import { showNews } from "./span-content.ts";
import { contentOf } from "./span-detail.ts";
import { noSuchTrace } from "./trace.ts";
import { summarizeTrace } from "./trace-summary.ts";

/** A trace is read as the reader comes to it, so many spans at once. */
const spansReadMax = 40;
const newsLimits = { text: 2_000, answer: 200_000 };

const ProjectQuery = z.object({ project });
const TracePath = z.object({ traceId: TraceId });
const SpanPath = z.object({ traceId: TraceId, spanId: SpanId });
const ContentsQuery = z.object({
  project,
  span: z
    .union([SpanId, z.array(SpanId)])
    .transform((ids) => [ids].flat())
    .pipe(z.array(z.string()).max(spansReadMax, `at most ${spansReadMax} spans at once`)),
});

/** `/api/traces/:traceId`: what helps to read a trace as a story. */
export function traceReadingRoutes({ store }: { store: Store }) {
  return new Hono<ApiEnv>()
    .get(
      "/:traceId/contents",
      describe("What was said in some spans of a trace", SpanContents),
      path(TracePath),
      query(ContentsQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const { traceId } = c.req.valid("param");
        const of = { project: projectOf(c, asked.project), traceId, spanIds: asked.span };
        return c.json(await contentsOf(store, of));
      },
    )
    .get(
      "/:traceId/baseline",
      describe("The last good run of the same agent before this trace", TraceBaseline),
      path(TracePath),
      query(ProjectQuery),
      async (c) => {
        const of = projectOf(c, c.req.valid("query").project);
        return c.json(await baselineOf(store, { project: of, ...c.req.valid("param") }));
      },
    )
    .get(
      "/:traceId/spans/:spanId/cause",
      describe("The model step that decided on a step", SpanCause),
      path(SpanPath),
      query(ProjectQuery),
      async (c) => {
        const of = projectOf(c, c.req.valid("query").project);
        return c.json(await causeOf(store, { project: of, ...c.req.valid("param") }));
      },
    );
}

async function contentsOf(
  store: Store,
  keys: TraceKey & { spanIds: string[] },
): Promise<SpanContents> {
  const bodies = createBodies(newsLimits);
  const spans = await readSpans(store, keys);
  return {
    spans: spans.map(({ row, content, logs, isLeftOut }) => ({
      spanId: row.spanId,
      error: row.status === "error" ? row.statusMessage || row.errorType || "failed" : "",
      news: content && showNews(contentOf(keys.project, { row, content, logs }), bodies),
      bytesLeftOut: isLeftOut ? row.contentBytes : null,
    })),
  };
}

async function baselineOf(store: Store, trace: TraceKey): Promise<TraceBaseline> {
  const summary = await store.traceSummary({ ...trace, without: [] });
  if (!summary) throw noSuchTrace();
  const [root] = await store.spanRows({ ...trace, spanIds: [summary.rootSpanId] });
  if (!root) return { baseline: null, agent: "" };
  const good = await store.lastGoodTrace({
    project: trace.project,
    agent: root.agent,
    name: root.name,
    beforeUnixNano: summary.startUnixNano,
  });
  return { baseline: good && summarizeTrace(good), agent: root.agent || root.name };
}

async function causeOf(store: Store, span: SpanKey): Promise<SpanCause> {
  const { project: of, traceId, spanId } = span;
  const steps = await store.traceDecisions({ project: of, traceId, limit: traceSpansMax });
  const idOf = (index: number) => steps.spanId[index] ?? "";
  const cause = await findCause(steps, spanId, async (indexes) => {
    const spanIds = indexes.map(idOf);
    const spans = await readSpans(store, { project: of, traceId, spanIds });
    return new Map(
      spans.map((stored) => [
        steps.spanId.indexOf(stored.row.spanId),
        callIdsIn(contentOf(of, stored).output),
      ]),
    );
  });
  if (!cause) return { cause: null };
  const { index, rule } = cause;
  return { cause: { spanId: idOf(index), name: steps.name[index] ?? "", rule } };
}

const callIdsIn = (messages: ReturnType<typeof contentOf>["output"]): ReadonlySet<string> =>
  new Set(
    messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === "tool_call" ? [part.id] : [])),
    ),
  );

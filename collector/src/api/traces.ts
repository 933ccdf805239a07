import { facetNames, facetValuesMax, type Store, type TraceAggregate } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { TraceFacets, TraceHistogram, TraceList, TraceSnippets } from "./answers/trace-summary.ts";
import { askedPeriod, type PeriodSource } from "./asked-period.ts";
import { decodeCursor, encodeCursor, type Place } from "./cursor.ts";
import { formatInstant } from "./instant.ts";
import { intervalsOf, seriesOf, timesOf } from "./intervals.ts";
import { limit, TraceId } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, query } from "./route.ts";
import { filterOf, openPeriod, TraceQuery } from "./trace-query.ts";
import { summarizeTrace } from "./trace-summary.ts";

const orders = ["start", "duration", "cost", "tokens", "spans", "errors"] as const;

const ListQuery = TraceQuery.extend({
  limit: limit(50, 200),
  /** `-` before it: the largest first. */
  sort: z.enum([...orders, ...orders.map((order) => `-${order}` as const)]).default("-start"),
  cursor: z.string().max(1000).optional(),
});

const SnippetQuery = TraceQuery.pick({ project: true }).extend({
  text: z.string().min(1).max(500),
  traceId: z
    .union([z.string(), z.array(z.string())])
    .transform((ids) => [ids].flat())
    .pipe(z.array(TraceId).max(100)),
});

/** `/api/traces`: which traces there are. */
export function tracesRoutes({ store, clock }: { store: Store; clock: () => number }) {
  return new Hono<ApiEnv>()
    .get(
      "/",
      describe("Traces, newest first unless sorted otherwise", TraceList),
      query(ListQuery),
      async (c) => {
        const asked = c.req.valid("query");
        return c.json(await listTraces(store, projectOf(c, asked.project), asked));
      },
    )
    .get(
      "/facets",
      describe("How many traces have each value of each facet", TraceFacets),
      query(TraceQuery),
      async (c) => {
        const asked = c.req.valid("query");
        return c.json(await countFacets(store, projectOf(c, asked.project), asked));
      },
    )
    .get(
      "/snippets",
      describe("Where these traces say a text", TraceSnippets),
      query(SnippetQuery),
      async (c) => {
        const { text, traceId: traceIds, ...asked } = c.req.valid("query");
        const of = projectOf(c, asked.project);
        const snippets = await store.traceSnippets({ project: of, traceIds, text });
        return c.json<TraceSnippets>({ snippets });
      },
    )
    .get(
      "/histogram",
      describe("Traces started in each interval of a period", TraceHistogram),
      query(TraceQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const source = { store, clock };
        return c.json(await countByInterval(source, projectOf(c, asked.project), asked));
      },
    );
}

async function listTraces(
  store: Store,
  project: string,
  asked: z.output<typeof ListQuery>,
): Promise<TraceList> {
  const { limit: wanted, sort } = asked;
  const after = asked.cursor === undefined ? null : decodeCursor(asked.cursor);
  const which = { project, ...openPeriod(asked), filter: filterOf(asked), limit: wanted };
  if (sort === "-start") {
    const place = after && { startUnixNano: after.unixNano, traceId: after.id };
    const { next, traces } = await store.listTraces({ ...which, after: place });
    return pageOf(traces, next && { unixNano: next.startUnixNano, id: next.traceId });
  }
  const { next, traces } = await store.sortedTraces({
    ...which,
    by: z.enum(orders).parse(sort.replace(/^-/, "")),
    descending: sort.startsWith("-"),
    after: after && { amount: after.unixNano, traceId: after.id },
  });
  return pageOf(traces, next && { unixNano: next.amount, id: next.traceId });
}

const pageOf = (traces: TraceAggregate[], next: Place | null): TraceList => ({
  traces: traces.map((trace) => summarizeTrace(trace)),
  nextCursor: next && encodeCursor(next),
});

async function countFacets(store: Store, project: string, asked: TraceQuery): Promise<TraceFacets> {
  const filter = filterOf(asked);
  const counts = await store.traceFacets({ project, ...openPeriod(asked), filter });
  const facets = facetNames.map((name) => {
    const values = counts.filter(({ facet }) => facet === name);
    return {
      name,
      values: values.slice(0, facetValuesMax).map(({ value, count }) => ({ value, count })),
      truncated: values.length > facetValuesMax,
    };
  });
  return { total: counts.find(({ facet }) => facet === "all")?.count ?? 0, facets };
}

async function countByInterval(
  source: PeriodSource & { store: Store },
  project: string,
  asked: TraceQuery,
): Promise<TraceHistogram> {
  const period = await askedPeriod(source, project, asked);
  const { count, ...intervals } = intervalsOf(period);
  const filter = filterOf(asked);
  const rows = await source.store.traceHistogram({ project, ...period, ...intervals, filter });
  const traces = seriesOf(rows, count, { value: (row) => row.traces, empty: 0 });
  const errors = seriesOf(rows, count, { value: (row) => row.errors, empty: 0 });
  return {
    from: formatInstant(period.fromUnixNano),
    to: formatInstant(period.toUnixNano),
    intervalSeconds: Number(intervals.intervalNs / 1_000_000_000n),
    buckets: timesOf({ ...intervals, count }).map((time, i) => ({
      time,
      traces: traces[i] ?? 0,
      errors: errors[i] ?? 0,
    })),
  };
}

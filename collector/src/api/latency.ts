import { noFilter, type Period, type StepInterval, type Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { DurationMap, LatencyReport } from "./answers/measurements.ts";
import { askedPeriod } from "./asked-period.ts";
import { formatInstant } from "./instant.ts";
import { intervalsOf, seriesOf, timesOf } from "./intervals.ts";
import { alternatives, limit, period, project } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, query } from "./route.ts";
import { searchText } from "./search-filter.ts";

const LatencyParameters = z.object({
  project,
  ...period,
  kind: alternatives,
  agent: alternatives,
  model: alternatives,
  tool: alternatives,
  service: alternatives,
  q: searchText, // steps of the traces that it finds
  limit: limit(20, 100),
});

const MapParameters = z.object({ project, ...period, q: searchText });

/** `/api/latency`: how long the steps of agents take, and where the time goes. */
export function latencyRoutes({ store, clock }: { store: Store; clock: () => number }) {
  const steps = new Hono<ApiEnv>().get(
    "/",
    describe("Latency of each step over time, by summed duration", LatencyReport),
    query(LatencyParameters),
    async (c) => {
      const { project: asked, from, to, limit: wanted, q, ...filter } = c.req.valid("query");
      const of = projectOf(c, asked);
      const within = await askedPeriod({ store, clock }, of, { from, to });
      const { count, ...intervals } = intervalsOf(within);
      const latency = await store.latencyReport({
        project: of,
        ...within,
        ...intervals,
        filter,
        traces: q.length > 0 ? { ...noFilter, conditions: q } : null,
        limit: wanted,
      });
      const rows = groupRows(latency.intervals);
      return c.json<LatencyReport>({
        from: formatInstant(within.fromUnixNano),
        to: formatInstant(within.toUnixNano),
        intervalSeconds: Number(intervals.intervalNs / 1_000_000_000n),
        times: timesOf({ ...intervals, count }),
        steps: latency.steps.slice(0, wanted).map(({ step, ...measured }) => ({
          ...measured,
          name: step,
          series: stepSeries(rows.get(keyOf({ kind: measured.kind, step })) ?? [], count),
        })),
        truncated: latency.steps.length > wanted,
      });
    },
  );
  return steps.get(
    "/map",
    describe("Traces by when they started and how long they took", DurationMap),
    query(MapParameters),
    async (c) => {
      const { project: asked, from, to, q } = c.req.valid("query");
      const of = projectOf(c, asked);
      const within = await askedPeriod({ store, clock }, of, { from, to });
      return c.json<DurationMap>(await mapDurations(store, { project: of, within, q }));
    },
  );
}

async function mapDurations(
  store: Store,
  { project: of, q, within }: { project: string; within: Period; q: z.output<typeof searchText> },
): Promise<DurationMap> {
  const { count, ...intervals } = intervalsOf(within, mapIntervalsMax);
  const filter = { ...noFilter, conditions: q };
  const asked = { project: of, ...within, ...intervals, filter, boundsNs: durationBoundsNs };
  const cells = await store.durationMap(asked);
  const classes = durationBoundsNs.map((bound) => {
    const rows = cells.filter(({ boundNs }) => boundNs === bound);
    return {
      fromNs: Number(bound),
      traces: seriesOf(rows, count, { value: (row) => row.traces, empty: 0 }),
      errors: seriesOf(rows, count, { value: (row) => row.errors, empty: 0 }),
    };
  });
  const used = classes.map(({ traces }) => traces.some((traced) => traced > 0));
  return {
    from: formatInstant(within.fromUnixNano),
    to: formatInstant(within.toUnixNano),
    intervalSeconds: Number(intervals.intervalNs / 1_000_000_000n),
    times: timesOf({ ...intervals, count }),
    classes: classes.slice(Math.max(0, used.indexOf(true)), used.lastIndexOf(true) + 1),
    boundsNs: durationBoundsNs.map(Number),
  };
}

/** Fewer than a chart of lines has: each is to be hit with a pointer. */
const mapIntervalsMax = 60;

/** From a millisecond to some four months, in steps that people read off: 1, 2, 5. */
const durationBoundsNs = [
  0n,
  ...Array.from({ length: 11 }, (_, power) =>
    [1n, 2n, 5n].map((n) => n * 10n ** BigInt(power + 6)),
  ).flat(),
];

const keyOf = ({ kind, step }: { kind: string; step: string }): string => `${kind}\0${step}`;

function groupRows(rows: StepInterval[]): Map<string, StepInterval[]> {
  const grouped = new Map<string, StepInterval[]>();
  for (const row of rows) {
    const group = grouped.get(keyOf(row));
    if (group) group.push(row);
    else grouped.set(keyOf(row), [row]);
  }
  return grouped;
}

function stepSeries(rows: StepInterval[], count: number): LatencyReport["steps"][number]["series"] {
  const quantile = (value: (row: StepInterval) => number | null) =>
    seriesOf(rows, count, { value, empty: null });
  return {
    count: seriesOf(rows, count, { value: (row) => row.count, empty: 0 }),
    p50Ns: quantile((row) => row.p50Ns),
    p95Ns: quantile((row) => row.p95Ns),
    p99Ns: quantile((row) => row.p99Ns),
  };
}

import type { StepInterval, Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { LatencyReport } from "./answers/measurements.ts";
import { askedPeriod } from "./asked-period.ts";
import { formatInstant } from "./instant.ts";
import { intervalsOf, seriesOf, timesOf } from "./intervals.ts";
import { alternatives, limit, period, project } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, query } from "./route.ts";

const LatencyParameters = z.object({
  project,
  ...period,
  kind: alternatives,
  agent: alternatives,
  model: alternatives,
  tool: alternatives,
  service: alternatives,
  limit: limit(20, 100),
});

/** `/api/latency`: how long the steps of agents take, and where the time goes. */
export function latencyRoutes({ store, clock }: { store: Store; clock: () => number }) {
  return new Hono<ApiEnv>().get(
    "/",
    describe("Latency of each step over time, by summed duration", LatencyReport),
    query(LatencyParameters),
    async (c) => {
      const { project: asked, from, to, limit: wanted, ...filter } = c.req.valid("query");
      const of = projectOf(c, asked);
      const within = await askedPeriod({ store, clock }, of, { from, to });
      const { count, ...intervals } = intervalsOf(within);
      const latency = await store.latencyReport({
        project: of,
        ...within,
        ...intervals,
        filter,
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
}

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

import {
  type Store,
  usageDimensions,
  type UsageDimension,
  type UsageInterval,
  type UsageSum,
} from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { UsageReport } from "./answers/measurements.ts";
import { askedPeriod } from "./asked-period.ts";
import { formatInstant } from "./instant.ts";
import { intervalsOf, seriesOf, timesOf } from "./intervals.ts";
import { formatUsd } from "./money.ts";
import { limit, period, project } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, query } from "./route.ts";

const UsageParameters = z.object({
  project,
  ...period,
  by: z
    .string()
    .refine((by) => isDimension(by) || /^tag:./s.test(by), {
      error: `must be one of ${usageDimensions.join(", ")}, or tag:<key>`,
    })
    .default("model"),
  limit: limit(20, 100),
});

/** `/api/usage`: tokens and reported cost, told apart by one dimension. */
export function usageRoutes({ store, clock }: { store: Store; clock: () => number }) {
  return new Hono<ApiEnv>().get(
    "/",
    describe("Tokens and reported cost by one dimension over time", UsageReport),
    query(UsageParameters),
    async (c) => {
      const asked = c.req.valid("query");
      const of = projectOf(c, asked.project);
      const within = await askedPeriod({ store, clock }, of, asked);
      const { count, ...intervals } = intervalsOf(within);
      const usage = await store.usageReport({
        project: of,
        ...within,
        ...intervals,
        by: dimensionOf(asked.by),
        limit: asked.limit,
      });
      const rows = usage.rows.slice(0, asked.limit);
      return c.json<UsageReport>({
        from: formatInstant(within.fromUnixNano),
        to: formatInstant(within.toUnixNano),
        by: asked.by,
        intervalSeconds: Number(intervals.intervalNs / 1_000_000_000n),
        times: timesOf({ ...intervals, count }),
        rows: rows.map(({ reportedCostNanoUsd, ...row }) => ({
          ...row,
          reportedCostUsd: formatCost(reportedCostNanoUsd),
          series: usageSeries(row, usage.intervals, count),
        })),
        truncated: usage.rows.length > rows.length,
      });
    },
  );
}

const isDimension = (by: string): boolean => usageDimensions.some((dimension) => dimension === by);

const dimensionOf = (by: string): UsageDimension =>
  usageDimensions.find((dimension) => dimension === by) ?? { tag: by.slice("tag:".length) };

const formatCost = (nanoUsd: bigint | null): string | null =>
  nanoUsd === null ? null : formatUsd(nanoUsd);

function usageSeries(
  { value }: Pick<UsageSum, "value">,
  intervals: UsageInterval[],
  count: number,
): UsageReport["rows"][number]["series"] {
  const rows = intervals.filter((interval) => interval.value === value);
  const sum = (of: (row: UsageInterval) => number) =>
    seriesOf(rows, count, { value: of, empty: 0 });
  return {
    calls: sum((row) => row.calls),
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    reportedCostUsd: seriesOf<UsageInterval, string | null>(rows, count, {
      value: (row) => formatCost(row.reportedCostNanoUsd),
      empty: null,
    }),
  };
}

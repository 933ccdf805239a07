import { z } from "zod";
import type { Database } from "../database.ts";
import {
  edgeOf,
  inPeriod,
  inReach,
  intervalOf,
  type Intervals,
  type Period,
  reachOf,
} from "./period.ts";
import { spansToSum } from "./span-source.ts";
import { traceAggregates } from "./trace-aggregate.ts";
import { type FilterSql, filterSql, type TraceFilter } from "./trace-filter.ts";

/** Lists hold alternatives; an empty list does not restrict. */
export interface LatencyFilter {
  kind: string[];
  agent: string[];
  model: string[];
  tool: string[];
  service: string[];
}

export interface LatencyQuery extends Period, Intervals {
  project: string;
  filter: LatencyFilter;
  /** Only steps of the traces that pass; null: of all. */
  traces: TraceFilter | null;
  limit: number;
}

const Duration = z.coerce.number(); // nanoseconds

const latencies = {
  count: z.coerce.number(),
  errors: z.coerce.number(),
  p50Ns: Duration,
  p95Ns: Duration,
  p99Ns: Duration,
};

/** How long one step took over the whole period. A step is what kind of thing was done and to what. */
const StepLatency = z.object({
  kind: z.string(),
  step: z.string(), // the tool, model or agent; the span's name for other kinds
  ...latencies,
  maxNs: Duration,
  totalNs: Duration, // summed: where the time goes
});
export type StepLatency = z.infer<typeof StepLatency>;

/** The same in one interval of it: `index` counts from the intervals' origin. */
const StepInterval = z.object({
  kind: z.string(),
  step: z.string(),
  index: z.coerce.number(),
  ...latencies,
});
export type StepInterval = z.infer<typeof StepInterval>;

export interface Latency {
  steps: StepLatency[]; // by total time, one more than the limit when there are more
  intervals: StepInterval[]; // of the steps within the limit; those without a span are left out
}

/** Answers "where does the time go?". Spans still running, and noise nobody asked for, are left out. */
export async function latencyReport(db: Database, query: LatencyQuery): Promise<Latency> {
  const { filter, limit, traces, ...rest } = query;
  const passing = traces && filterSql(traces, inReach);
  const parameters = {
    ...rest,
    ...filter,
    ...passing?.parameters,
    ...reachOf(query, edgeOf(query)),
  };
  const where = [...conditions(filter), ...(passing ? [ofTraces(passing)] : [])];
  const steps = await db.select(StepLatency, stepsSql(where), {
    ...parameters,
    wanted: limit + 1,
  });
  const listed = steps.slice(0, limit);
  const intervals = await db.select(StepInterval, intervalsSql(where), {
    ...parameters,
    stepKinds: listed.map(({ kind }) => kind),
    stepNames: listed.map(({ step }) => step),
  });
  return { steps, intervals };
}

function conditions(filter: LatencyFilter): string[] {
  const chosen = Object.entries(filter).filter(([, values]) => values.length > 0);
  return [
    ...inPeriod,
    "NOT bitTest(flags, 4)",
    ...(filter.kind.length === 0 ? ["kind != 'noise'"] : []),
    ...chosen.map(([column]) => `${column} IN {${column}:Array(String)}`),
  ];
}

/** A span's trace passes, as a whole. */
const ofTraces = ({ candidates, spans, trace }: FilterSql): string => `trace_id IN (
  SELECT traceId FROM (${traceAggregates({
    traces: "of a period",
    where: [...inReach, ...candidates],
    spans,
    trace,
  })}))`;

const step = `multiIf(kind = 'tool' AND tool != '', toString(tool),
                      kind IN ('llm', 'embedding', 'rerank') AND model != '', toString(model),
                      kind = 'agent' AND agent != '', toString(agent),
                      toString(name))`;
const columns = `kind, ${step} AS step, start_time, duration_ns, status`;

const measures = `
         count() AS count,
         countIf(status = 'error') AS errors,
         quantilesTDigest(0.5, 0.95, 0.99)(duration_ns) AS quantiles,
         quantiles[1] AS p50Ns,
         quantiles[2] AS p95Ns,
         quantiles[3] AS p99Ns`;

const stepsSql = (where: string[]) => `
  SELECT kind, step, ${measures},
         max(duration_ns) AS maxNs,
         sum(duration_ns) AS totalNs
    FROM ${spansToSum({ columns, where })}
   GROUP BY kind, step
   ORDER BY totalNs DESC, kind, step
   LIMIT {wanted:UInt32}`;

const intervalsSql = (where: string[]) => `
  SELECT kind, step,
         ${intervalOf("toUnixTimestamp64Nano(start_time)")} AS index,
         ${measures}
    FROM ${spansToSum({ columns, where })}
   WHERE has(arrayZip({stepKinds:Array(String)}, {stepNames:Array(String)}), (toString(kind), step))
   GROUP BY kind, step, index
   ORDER BY index
   LIMIT 100000`;

import { allTime, noFilter, type Period, type Store, type TraceFilter } from "@spanward/clickhouse";
import { benchProject } from "../workload/normalized-rows.ts";
import { rareWord } from "./fill-store.ts";

/** One question people ask, and the plain scan it is measured against. */
export interface Question {
  name: string;
  ask(store: Store): Promise<unknown>;
  /** `SELECT count()` over the columns and the period that a plain way to the answer would read. */
  scan: { table: "spans" | "span_io"; columns: string; period: Period };
  /** Whether the answer shows what spans said. */
  showsContent?: boolean;
}

const hourNs = 3_600_000_000_000n;
const dayNs = 24n * hourNs;
const project = benchProject;

/** `nowUnixNano` is where the newest spans are; `traceId` one of the project. */
export function createQuestions(nowUnixNano: bigint, traceId: string): Question[] {
  return [...ofOneTrace(traceId), ...lists(nowUnixNano), ...reports(nowUnixNano), ...searches()];
}

const periods = (nowUnixNano: bigint) => {
  const last = (ns: bigint): Period => ({
    fromUnixNano: nowUnixNano - ns,
    toUnixNano: nowUnixNano + hourNs,
  });
  const hours = (period: Period) => ({ originUnixNano: period.fromUnixNano, intervalNs: hourNs });
  const days = (period: Period) => ({ originUnixNano: period.fromUnixNano, intervalNs: dayNs });
  return { last, hours, days };
};

function ofOneTrace(traceId: string): Question[] {
  const scan = { table: "spans", period: allTime, columns: "trace_id" } as const;
  return [
    {
      name: "trace by id: all its spans",
      ask: (store) => store.traceSpans({ project, traceId, limit: 1000 }),
      scan,
    },
    {
      name: "trace by id: at a glance",
      ask: (store) => store.traceSummary({ project, traceId, without: [] }),
      scan,
    },
  ];
}

function lists(nowUnixNano: bigint): Question[] {
  const { last } = periods(nowUnixNano);
  const newest = (filter: Partial<TraceFilter>) => (store: Store) =>
    store.listTraces({
      project,
      ...last(30n * dayNs),
      filter: { ...noFilter, ...filter },
      limit: 50,
      after: null,
    });
  const list = { table: "spans", period: last(30n * dayNs) } as const;
  return [
    { name: "newest 50", ask: newest({}), scan: { ...list, columns: "trace_id, start_time" } },
    {
      name: "newest 50 that failed",
      ask: newest({ status: ["error"] }),
      scan: { ...list, columns: "trace_id, start_time, status, parent_span_id" },
    },
    {
      name: "newest 50 of an agent and a unit",
      ask: newest({ agent: ["sql-analyst"], businessUnit: ["Claims"] }),
      scan: { ...list, columns: "trace_id, start_time, agent, business_unit" },
    },
    {
      name: "newest 50 of a user",
      ask: newest({ user: ["u-1"] }),
      scan: { ...list, columns: "trace_id, start_time, user_id" },
    },
    {
      name: "newest 50 longer than 15 s",
      ask: newest({ minDurationNs: 15_000_000_000n }),
      scan: { ...list, columns: "trace_id, start_time, duration_ns" },
    },
    {
      name: `newest 50 that say "${rareWord}"`,
      ask: newest({ text: rareWord }),
      scan: { table: "span_io", period: allTime, columns: "output, new_input" },
    },
  ];
}

function reports(nowUnixNano: bigint): Question[] {
  const { days, hours, last } = periods(nowUnixNano);
  const latency = "kind, tool, model, agent, name, start_time, duration_ns, status, flags, ver";
  const usage =
    "trace_id, parent_span_id, business_unit, kind, counted, usage_source, input_tokens, output_tokens, reported_cost_nano_usd, ver";
  const facets =
    "trace_id, span_id, status, agent, model, tool, service, environment, business_unit, use_case, user_id, session_id, labels, ver";
  return [
    {
      name: "facets of a day",
      ask: (store) => store.traceFacets({ project, ...last(dayNs), filter: noFilter }),
      scan: { table: "spans", period: last(dayNs), columns: facets },
    },
    {
      name: "percentiles by step and hour, a day",
      ask: (store) =>
        store.latencyReport({
          project,
          ...last(dayNs),
          ...hours(last(dayNs)),
          filter: everyStep,
          traces: null,
          limit: 20,
        }),
      scan: { table: "spans", period: last(dayNs), columns: latency },
    },
    {
      name: "percentiles by step and hour, 7 days",
      ask: (store) =>
        store.latencyReport({
          project,
          ...last(7n * dayNs),
          ...hours(last(7n * dayNs)),
          filter: everyStep,
          traces: null,
          limit: 20,
        }),
      scan: { table: "spans", period: last(7n * dayNs), columns: latency },
    },
    {
      name: "usage by unit and day, 30 days",
      ask: (store) =>
        store.usageReport({
          project,
          ...last(30n * dayNs),
          ...days(last(30n * dayNs)),
          by: "businessUnit",
          limit: 20,
        }),
      scan: { table: "spans", period: last(30n * dayNs), columns: usage },
    },
  ];
}

function searches(): Question[] {
  const texts = {
    rare: rareWord,
    common: "refund",
    phrase: "refund policy",
    absent: "zebra crossing",
  };
  return Object.entries(texts).map(([kind, text]) => ({
    name: `search, ${kind}: ${text}`,
    ask: (store) => store.searchContent({ project, ...allTime, text, limit: 50, after: null }),
    scan: { table: "span_io", period: allTime, columns: "output, new_input" },
    showsContent: true,
  }));
}

const everyStep = { kind: [], agent: [], model: [], tool: [], service: [] };

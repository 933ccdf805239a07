import type { Database } from "./database.ts";
import { type ChargeableSpan, chargeableSpans } from "./queries/chargeable-spans.ts";
import { type ChargedTrace, chargedTraces } from "./queries/charged-traces.ts";
import { type CostDay, costDays } from "./queries/cost-days.ts";
import type { CostColumn, CostQuery } from "./queries/cost-filter.ts";
import { type CostMonth, costMonths } from "./queries/cost-months.ts";
import { type CostSum, costReport } from "./queries/cost-report.ts";
import { type CostTrace, costTraces } from "./queries/cost-traces.ts";
import {
  changedTraces,
  type Changes,
  type ChangesQuery,
  type TracesNow,
  tracesNow,
} from "./queries/changed-traces.ts";
import { type DurationCell, durationMap, type DurationMapQuery } from "./queries/duration-map.ts";
import { type FocusColumn, focusParquet, focusRows } from "./queries/focus-rows.ts";
import { type EngineHealth, engineHealth } from "./queries/engine-health.ts";
import { keptPeriod } from "./queries/kept-period.ts";
import { type Latency, type LatencyQuery, latencyReport } from "./queries/latency-report.ts";
import { lastGoodTrace, type RunsOf } from "./queries/last-good-trace.ts";
import { listSessions, type SessionListQuery, type SessionPage } from "./queries/list-sessions.ts";
import { listTraces, type TraceListQuery, type TracePage } from "./queries/list-traces.ts";
import type { Intervals, Period } from "./queries/period.ts";
import {
  type ReceiptPlace,
  type ReceivedTrace,
  receivedTraces,
} from "./queries/received-traces.ts";
import { recentCalls } from "./queries/recent-calls.ts";
import { type ContentPage, type ContentSearch, searchContent } from "./queries/search-content.ts";
import { type SessionDetail, sessionDetail } from "./queries/session-detail.ts";
import {
  sortedTraces,
  type SortedTracesPage,
  type SortedTracesQuery,
} from "./queries/sorted-traces.ts";
import { spanContents, type SpanContentRow } from "./queries/span-content.ts";
import { type SpanLog, spanLogs } from "./queries/span-logs.ts";
import { type SpanRow, spanRows } from "./queries/span-row.ts";
import { type SpanScore, spanScores } from "./queries/span-scores.ts";
import { traceCharges } from "./queries/trace-charges.ts";
import { type TraceCalls, traceCalls } from "./queries/trace-calls.ts";
import { type TraceDecisions, traceDecisions } from "./queries/trace-decisions.ts";
import type { TraceAggregate } from "./queries/trace-aggregate.ts";
import { type FacetCount, traceFacets } from "./queries/trace-facets.ts";
import type { TraceFilter } from "./queries/trace-filter.ts";
import { type HistogramBucket, traceHistogram } from "./queries/trace-histogram.ts";
import { type TraceSpans, traceSpans } from "./queries/trace-spans.ts";
import { traceStamp } from "./queries/trace-stamp.ts";
import { type TraceSnippet, traceSnippets } from "./queries/trace-snippets.ts";
import { traceSummary } from "./queries/trace-summary.ts";
import { type TraceTree, traceTree } from "./queries/trace-tree.ts";
import { type UnpricedModel, unpricedCalls } from "./queries/unpriced-calls.ts";
import { type Usage, type UsageQuery, usageReport } from "./queries/usage-report.ts";
import type { ChargeRecord, SpanKind, SpanRecord } from "./records/index.ts";

interface TraceKey {
  project: string;
  traceId: string;
}
interface MonthKey {
  project: string;
  period: string; // YYYY-MM-01
}
interface TracesKey {
  project: string;
  traceIds: readonly string[];
}
interface SpanKey extends TraceKey {
  spanId: string;
}
interface SpanKeys extends TraceKey {
  spanIds: readonly string[];
}
type TracesQuery = Period & { project: string; filter: TraceFilter };

/** Every question the rest of the system may ask of storage, one method for each query file. */
export interface Store {
  engineHealth(): Promise<EngineHealth>;
  keptPeriod(query: { project: string }): Promise<Period | null>;
  listTraces(query: TraceListQuery): Promise<TracePage>;
  sortedTraces(query: SortedTracesQuery): Promise<SortedTracesPage>;
  changedTraces(query: ChangesQuery): Promise<Changes>;
  tracesNow(query: TracesQuery & { traceIds: readonly string[] }): Promise<TracesNow>;
  traceFacets(query: TracesQuery): Promise<FacetCount[]>;
  traceHistogram(query: TracesQuery & Intervals): Promise<HistogramBucket[]>;
  traceSnippets(query: {
    project: string;
    traceIds: readonly string[];
    text: string;
  }): Promise<TraceSnippet[]>;
  traceSummary(query: TraceKey & { without: string[] }): Promise<TraceAggregate | null>;
  traceSpans(query: TraceKey & { limit: number }): Promise<TraceSpans>;
  traceStamp(query: TraceKey): Promise<string>;
  traceCalls(query: TraceKey & { limit: number }): Promise<TraceCalls>;
  traceTree(query: TraceKey & { limit: number }): Promise<TraceTree>;
  traceDecisions(query: TraceKey & { limit: number }): Promise<TraceDecisions>;
  lastGoodTrace(query: RunsOf): Promise<TraceAggregate | null>;
  recentCalls(query: {
    sinceUnixMs: number;
    kinds: readonly SpanKind[];
    limit: number;
  }): Promise<SpanRecord[]>;
  searchContent(query: ContentSearch): Promise<ContentPage>;
  spanRows(query: SpanKeys): Promise<SpanRow[]>;
  spanContents(query: SpanKeys): Promise<SpanContentRow[]>;
  spanLogs(query: SpanKeys): Promise<SpanLog[]>;
  spanScores(query: SpanKey): Promise<SpanScore[]>;
  listSessions(query: SessionListQuery): Promise<SessionPage>;
  sessionDetail(query: {
    project: string;
    session: string;
    limit: number;
  }): Promise<SessionDetail | null>;
  durationMap(query: DurationMapQuery): Promise<DurationCell[]>;
  latencyReport(query: LatencyQuery): Promise<Latency>;
  usageReport(query: UsageQuery): Promise<Usage>;
  receivedTraces(query: {
    after: ReceiptPlace;
    beforeUnixMs: number;
    limit: number;
  }): Promise<ReceivedTrace[]>;
  chargeableSpans(query: TracesKey & Period): Promise<ChargeableSpan[]>;
  traceCharges(query: TracesKey): Promise<ChargeRecord[]>;
  chargedTraces(
    query: Period & { project: string; afterTraceId: string; limit: number },
  ): Promise<ChargedTrace[]>;
  costReport(query: CostQuery & { by: CostColumn }): Promise<CostSum[]>;
  costDays(query: CostQuery): Promise<CostDay[]>;
  costMonths(query: { project: string }): Promise<CostMonth[]>;
  costTraces(query: CostQuery & { limit: number }): Promise<CostTrace[]>;
  unpricedCalls(query: MonthKey): Promise<UnpricedModel[]>;
  focusRows(query: MonthKey): Promise<Record<FocusColumn, string | null>[]>;
  focusParquet(query: MonthKey): Promise<Uint8Array>;
}

/** The store on a database. No question may run longer than a minute or answer with a million rows. */
export function createStore(database: Database): Store {
  const db = database.within({ timeMsMax: 60_000, rowsMax: 1_000_000 });
  return {
    engineHealth: () => engineHealth(db),
    keptPeriod: (query) => keptPeriod(db, query),
    listTraces: (query) => listTraces(db, query),
    sortedTraces: (query) => sortedTraces(db, query),
    changedTraces: (query) => changedTraces(db, query),
    tracesNow: (query) => tracesNow(db, query),
    traceFacets: (query) => traceFacets(db, query),
    traceHistogram: (query) => traceHistogram(db, query),
    traceSnippets: (query) => traceSnippets(db, query),
    traceSummary: (query) => traceSummary(db, query),
    traceSpans: (query) => traceSpans(db, query),
    traceStamp: (query) => traceStamp(db, query),
    traceCalls: (query) => traceCalls(db, query),
    traceTree: (query) => traceTree(db, query),
    traceDecisions: (query) => traceDecisions(db, query),
    lastGoodTrace: (query) => lastGoodTrace(db, query),
    recentCalls: (query) => recentCalls(db, query),
    searchContent: (query) => searchContent(db, query),
    spanRows: (query) => spanRows(db, query),
    spanContents: (query) => spanContents(db, query),
    spanLogs: (query) => spanLogs(db, query),
    spanScores: (query) => spanScores(db, query),
    listSessions: (query) => listSessions(db, query),
    sessionDetail: (query) => sessionDetail(db, query),
    durationMap: (query) => durationMap(db, query),
    latencyReport: (query) => latencyReport(db, query),
    usageReport: (query) => usageReport(db, query),
    receivedTraces: (query) => receivedTraces(db, query),
    chargeableSpans: (query) => chargeableSpans(db, query),
    traceCharges: (query) => traceCharges(db, query),
    chargedTraces: (query) => chargedTraces(db, query),
    costReport: (query) => costReport(db, query),
    costDays: (query) => costDays(db, query),
    costMonths: (query) => costMonths(db, query),
    costTraces: (query) => costTraces(db, query),
    unpricedCalls: (query) => unpricedCalls(db, query),
    focusRows: (query) => focusRows(db, query),
    focusParquet: (query) => focusParquet(db, query),
  };
}

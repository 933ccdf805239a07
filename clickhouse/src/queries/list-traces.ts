import { z } from "zod";
import type { Database } from "../database.ts";
import { candidateWindows } from "./candidate-windows.ts";
import { fromPeriodOn, inPeriod, inReach, type Period, reachOf } from "./period.ts";
import { spanVersions } from "./span-source.ts";
import { startsInPeriod, TraceAggregate, traceAggregates } from "./trace-aggregate.ts";
import { type FilterSql, filterSql, type TraceFilter } from "./trace-filter.ts";

/** The place of a trace in the list. A cursor is the place of the last trace of a page. */
export interface TracePlace {
  startUnixNano: bigint;
  traceId: string;
}

export interface TraceListQuery extends Period {
  project: string;
  filter: TraceFilter;
  limit: number;
  after: TracePlace | null;
}

export interface TracePage {
  traces: TraceAggregate[];
  next: TracePlace | null; // null: no more
}

/**
 * Answers "what ran last?": the traces that started in a period and pass the filter, newest first.
 *
 * A trace is where its earliest span is, whether or not its root has arrived. Candidates are found
 * among span versions in windows of time; each is then summed exactly over its spans, which may lie
 * up to {@link traceReachDays} days outside the window, and the sums decide.
 */
export async function listTraces(db: Database, query: TraceListQuery): Promise<TracePage> {
  const traces: TraceAggregate[] = [];
  const after = query.after ?? { startUnixNano: query.toUnixNano, traceId: "" };
  // Traces that start when the last one did come after it by their id.
  const toUnixNano = query.after ? query.after.startUnixNano + 1n : query.toUnixNano;
  for await (const window of candidateWindows(db, { ...query, toUnixNano })) {
    await fillPage(db, { ...query, ...window, after, traces });
    if (traces.length > query.limit) break;
  }
  const page = traces.slice(0, query.limit);
  const last = page.at(-1);
  return { traces: page, next: last && traces.length > page.length ? placeOf(last) : null };
}

interface PageQuery extends Omit<TraceListQuery, "filter"> {
  filter: FilterSql;
  after: TracePlace;
  wanted: number;
  parameters: Record<string, unknown>;
}

/** Adds traces that start in the window to the page, until it has at least one more than its limit. */
async function fillPage(
  db: Database,
  query: TraceListQuery & { after: TracePlace; traces: TraceAggregate[] },
): Promise<void> {
  const { project, traces } = query;
  const filter = filterSql(query.filter, fromPeriodOn);
  const parameters = { project, ...filter.parameters, ...reachOf(query) };
  let { after } = query;
  let wanted = query.limit + 1 - traces.length;
  while (traces.length <= query.limit) {
    const page = { ...query, filter, after, wanted, parameters };
    const candidates = await findCandidates(db, page);
    if (candidates.length > 0) traces.push(...(await sumCandidates(db, page, candidates)));
    const last = candidates.at(-1);
    if (!last || candidates.length < wanted) return;
    after = last;
    // Where few candidates pass, ask for many rather than often.
    wanted = Math.min(2 * wanted, candidatesMax);
  }
}

const candidatesMax = 400;

const Candidate = z.object({ traceId: z.string(), startUnixNano: z.coerce.bigint() });

function findCandidates(db: Database, page: PageQuery): Promise<TracePlace[]> {
  const { candidates, candidateSums } = page.filter;
  const sql = `
  SELECT trace_id AS traceId, min(toUnixTimestamp64Nano(start_time)) AS startUnixNano
    FROM ${spanVersions({
      columns:
        "trace_id, parent_span_id, start_time, duration_ns, status, flags, input_tokens, output_tokens, reported_cost_nano_usd",
      where: [...(candidateSums.length > 0 ? fromPeriodOn : inPeriod), ...candidates],
    })}
   GROUP BY trace_id
  HAVING startUnixNano < {toUnixNano:Int64}
     AND (startUnixNano, traceId) < ({afterUnixNano:Int64}, {afterTraceId:String})
     ${candidateSums.map((condition) => `AND ${condition}`).join("\n     ")}
   ORDER BY startUnixNano DESC, traceId DESC
   LIMIT {wanted:UInt32}`;
  const { after, wanted, parameters } = page;
  return db.select(Candidate, sql, {
    ...parameters,
    wanted,
    afterUnixNano: after.startUnixNano,
    afterTraceId: after.traceId,
  });
}

function sumCandidates(
  db: Database,
  { filter, parameters }: PageQuery,
  candidates: TracePlace[],
): Promise<TraceAggregate[]> {
  const aggregates = traceAggregates({
    traces: "by id",
    where: [...inReach, "trace_id IN {traceIds:Array(String)}"],
    spans: filter.spans,
    trace: [startsInPeriod, ...filter.trace],
  });
  return db.select(TraceAggregate, `${aggregates} ORDER BY startUnixNano DESC, traceId DESC`, {
    ...parameters,
    traceIds: candidates.map(({ traceId }) => traceId),
  });
}

const placeOf = ({ startUnixNano, traceId }: TraceAggregate): TracePlace => ({
  startUnixNano,
  traceId,
});

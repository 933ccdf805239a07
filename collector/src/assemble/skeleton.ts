import type { TraceSpans } from "@spanward/clickhouse";
import { spanFlags, spanStatuses } from "@spanward/clickhouse/records";
import { skeletonFlags, type TraceSkeleton } from "../api/answers/trace-skeleton.ts";
import { at } from "./column.ts";
import { criticalPath } from "./critical-path.ts";
import { Dictionary } from "./dictionary.ts";
import { buildForest, type Forest } from "./forest.ts";
import { ownTimes, type Times } from "./own-time.ts";
import type { SettledCall } from "./settled-calls.ts";

/** A trace's spans, and what is known of them together. All columns have one entry for each span. */
export interface SkeletonParts {
  traceId: string;
  spans: TraceSpans;
  /** Its calls by span id: which count, with what numbers. */
  calls: ReadonlyMap<string, SettledCall>;
  /** Spans stored; more than there are in the columns when those were cut. */
  totalSpanCount: number;
  formatInstant: (unixNano: bigint) => string;
}

/** Lays out a trace for the wire. The order of its spans changes nothing. */
export function assembleSkeleton(parts: SkeletonParts): TraceSkeleton {
  const { spans } = parts;
  const { startUnixNano, offsets } = readStarts(spans);
  const forest = buildForest({ ...spans, startNs: offsets });
  const rows = Array.from(forest.span);
  const times: Times = {
    startNs: Float64Array.from(rows, (index) => at(offsets, index)),
    endNs: Float64Array.from(rows, (index) => at(offsets, index) + Number(spans.durationNs[index])),
  };
  return {
    traceId: parts.traceId,
    startTime: parts.formatInstant(startUnixNano),
    durationNs: times.endNs.reduce((last, end) => Math.max(last, end), 0),
    spanCount: rows.length,
    totalSpanCount: parts.totalSpanCount,
    complete: isComplete(spans),
    ...words(spans, rows),
    ids: rows.map((index) => spans.spanId[index]).join(""),
    ...shape(forest, times),
    status: rows.map((index) => spanStatuses.findIndex((name) => name === spans.status[index])),
    ...numbers(parts, rows),
    flags: flags(parts, forest, times),
  };
}

/** Whether a root is there, every parent too, and nothing is still running. */
function isComplete({ spanId, parentSpanId, flags: bits }: TraceSpans): boolean {
  const there = new Set(spanId).add("");
  return (
    parentSpanId.includes("") &&
    parentSpanId.every((parent) => there.has(parent)) &&
    bits.every((flag) => (flag & spanFlags.pending) === 0)
  );
}

function readStarts(spans: TraceSpans) {
  const starts = spans.startUnixNano.map((start) => BigInt(start));
  const startUnixNano = starts.reduce(
    (first, start) => (start < first ? start : first),
    starts[0] ?? 0n,
  );
  return {
    startUnixNano,
    offsets: Float64Array.from(starts, (start) => Number(start - startUnixNano)),
  };
}

function words(spans: TraceSpans, rows: number[]) {
  const index = (column: readonly string[]) => {
    const dictionary = new Dictionary();
    return {
      column: rows.map((row) => dictionary.indexOf(column[row] ?? "")),
      texts: dictionary.texts,
    };
  };
  const kind = index(spans.kind);
  const name = index(spans.name);
  const agent = index(spans.agent);
  const model = index(spans.model);
  const tool = index(spans.tool);
  const service = index(spans.service);
  return {
    kinds: kind.texts,
    names: name.texts,
    agents: agent.texts,
    models: model.texts,
    tools: tool.texts,
    services: service.texts,
    kind: kind.column,
    name: name.column,
    agent: agent.column,
    model: model.column,
    tool: tool.column,
    service: service.column,
  };
}

const toUs = (ns: number): number => Math.floor(ns / 1000);

function shape(forest: Forest, times: Times) {
  const startUs = Array.from(times.startNs, toUs);
  return {
    parentDelta: Array.from(forest.parent, (parent, row) => (parent < 0 ? 0 : row - parent)),
    subtree: Array.from(forest.subtree),
    startDeltaUs: startUs.map((start, row) => start - (startUs[row - 1] ?? 0)),
    durationUs: Array.from(times.endNs, (end, row) => toUs(end - at(times.startNs, row))),
    ownUs: Array.from(ownTimes(forest, times), toUs),
  };
}

const unknown = -1;

/** Tokens and cost: of calls as they were settled, of other spans as they are stored. */
function numbers({ spans, calls }: SkeletonParts, rows: number[]) {
  const reports = rows.map((index) => {
    const call = calls.get(spans.spanId[index] ?? "")?.span;
    return {
      isKnown: (call?.usageSource ?? spans.usageSource[index]) !== "none",
      inputTokens: call?.usage.inputTokens ?? Number(spans.inputTokens[index]),
      outputTokens: call?.usage.outputTokens ?? Number(spans.outputTokens[index]),
      cost: call ? call.reportedCostNanoUsd : (spans.reportedCostNanoUsd[index] ?? null),
    };
  });
  const costs = reports.flatMap(({ cost }, row) => (cost === null ? [] : { row, cost: `${cost}` }));
  return {
    inputTokens: reports.map((each) => (each.isKnown ? each.inputTokens : unknown)),
    outputTokens: reports.map((each) => (each.isKnown ? each.outputTokens : unknown)),
    costs: { row: costs.map(({ row }) => row), nanoUsd: costs.map(({ cost }) => cost) },
  };
}

function flags({ spans, calls }: SkeletonParts, forest: Forest, times: Times): number[] {
  const onPath = criticalPath(forest, times);
  return Array.from(forest.span, (index, row) => {
    const call = calls.get(spans.spanId[index] ?? "");
    const counted = call?.counted === true;
    const bits = spans.flags[index] ?? 0;
    const when = (condition: boolean, flag: number) => (condition ? flag : 0);
    return (
      when(counted, skeletonFlags.counted) |
      when((call?.supersededBy ?? null) !== null, skeletonFlags.superseded) |
      when((spans.eventCount[index] ?? 0) > 0, skeletonFlags.hasEvents) |
      when((spans.linkCount[index] ?? 0) > 0, skeletonFlags.hasLinks) |
      when(spans.contentBytes[index] !== "0", skeletonFlags.hasContent) |
      when(forest.orphan[row] === 1, skeletonFlags.orphan) |
      when((bits & spanFlags.pending) !== 0, skeletonFlags.pending) |
      when((bits & spanFlags.timeClamped) !== 0, skeletonFlags.timeClamped) |
      when(onPath[row] === 1, skeletonFlags.criticalPath) |
      when(counted && call.span.usageSource === "none", skeletonFlags.usageUnknown) |
      when((bits & spanFlags.softError) !== 0, skeletonFlags.softError) |
      when((bits & spanFlags.synthetic) !== 0, skeletonFlags.synthetic)
    );
  });
}

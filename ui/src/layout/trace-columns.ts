import type { skeletonFlags, TraceSkeleton } from "spanward/answers/trace-skeleton";
import { at } from "./column.ts";

/** Bits of {@link TraceColumns.flags}; the type holds them equal to the server's. */
export const rowFlags: typeof skeletonFlags = {
  counted: 1,
  superseded: 2,
  hasEvents: 4,
  hasLinks: 8,
  hasContent: 16,
  orphan: 32,
  pending: 64,
  timeClamped: 128,
  criticalPath: 256,
  usageUnknown: 512,
  softError: 1024,
  synthetic: 2048,
};

/** {@link TraceColumns.status} of a span with an error. */
export const statusError = 2;

/** Digits of a span id in {@link TraceColumns.ids}. */
const idLength = 16;

/**
 * A trace ready to draw: one entry per span in every column, in pre-order, so that the subtree of row
 * `i` is `[i, i + subtree[i])`. Times are microseconds since the start of the trace. Nothing here is
 * ever changed; a newer answer makes a new value.
 */
export interface TraceColumns {
  traceId: string;
  startTime: string; // RFC 3339, UTC
  durationUs: number;
  count: number;
  totalCount: number; // spans stored; more than `count` when the server cut the answer
  complete: boolean;
  kinds: string[]; // dictionaries: columns hold indexes into them, -1 is none
  names: string[];
  agents: string[];
  models: string[];
  tools: string[];
  services: string[];
  ids: string; // 16 hex digits a row
  parent: Int32Array; // row of the parent, -1 for a root
  depth: Int32Array; // 0 for a root
  subtree: Int32Array; // rows, itself included
  kind: Int32Array;
  name: Int32Array;
  agent: Int32Array;
  model: Int32Array;
  tool: Int32Array;
  service: Int32Array;
  status: Int32Array; // 0 unset, 1 ok, 2 error
  flags: Int32Array;
  startUs: Float64Array;
  durationsUs: Float64Array;
  ownUs: Float64Array; // duration not covered by children
  inputTokens: Float64Array; // -1: unknown
  outputTokens: Float64Array; // -1: unknown
  costUsd: Float64Array; // NaN: none reported
}

/** Turns the server's answer into columns, in one pass. */
export function decodeTrace(skeleton: TraceSkeleton): TraceColumns {
  const { spanCount: count } = skeleton;
  return {
    traceId: skeleton.traceId,
    startTime: skeleton.startTime,
    durationUs: skeleton.durationNs / 1000,
    count,
    totalCount: skeleton.totalSpanCount,
    complete: skeleton.complete,
    kinds: skeleton.kinds,
    names: skeleton.names,
    agents: skeleton.agents,
    models: skeleton.models,
    tools: skeleton.tools,
    services: skeleton.services,
    ids: skeleton.ids,
    ...placeRows(skeleton),
    subtree: Int32Array.from(skeleton.subtree),
    kind: Int32Array.from(skeleton.kind),
    name: Int32Array.from(skeleton.name),
    agent: Int32Array.from(skeleton.agent),
    model: Int32Array.from(skeleton.model),
    tool: Int32Array.from(skeleton.tool),
    service: Int32Array.from(skeleton.service),
    status: Int32Array.from(skeleton.status),
    flags: Int32Array.from(skeleton.flags),
    durationsUs: Float64Array.from(skeleton.durationUs),
    ownUs: Float64Array.from(skeleton.ownUs),
    inputTokens: Float64Array.from(skeleton.inputTokens),
    outputTokens: Float64Array.from(skeleton.outputTokens),
    costUsd: readCosts(skeleton),
  };
}

/** The 16 hex digits of a row's span. */
export function spanIdOf(columns: TraceColumns, row: number): string {
  return columns.ids.slice(row * idLength, (row + 1) * idLength);
}

/** The row of a span id, -1 when the trace does not have it. */
export function rowOfSpan(columns: TraceColumns, spanId: string): number {
  if (spanId.length !== idLength) return -1;
  let found = columns.ids.indexOf(spanId);
  while (found >= 0 && found % idLength !== 0) found = columns.ids.indexOf(spanId, found + 1);
  return found < 0 ? -1 : found / idLength;
}

/** Whether a row has a flag of {@link rowFlags}. */
export function hasFlag(columns: TraceColumns, row: number, flag: number): boolean {
  return (at(columns.flags, row) & flag) !== 0;
}

/** Whether a row failed, by its status. */
export function isError(columns: TraceColumns, row: number): boolean {
  return at(columns.status, row) === statusError;
}

/** The entry of a dictionary that a row's column names, "" for none. */
export function wordOf(dictionary: readonly string[], column: Int32Array, row: number): string {
  return dictionary[at(column, row)] ?? "";
}

function placeRows({ spanCount, parentDelta, startDeltaUs }: TraceSkeleton) {
  const parent = new Int32Array(spanCount);
  const depth = new Int32Array(spanCount);
  const startUs = new Float64Array(spanCount);
  let clock = 0;
  for (let row = 0; row < spanCount; row++) {
    const delta = parentDelta[row] ?? 0;
    parent[row] = delta === 0 ? -1 : row - delta;
    depth[row] = delta === 0 ? 0 : at(depth, row - delta) + 1;
    clock += startDeltaUs[row] ?? 0;
    startUs[row] = clock;
  }
  return { parent, depth, startUs };
}

function readCosts({ spanCount, costs }: TraceSkeleton): Float64Array {
  const costUsd = new Float64Array(spanCount).fill(Number.NaN);
  for (const [index, row] of costs.row.entries()) {
    costUsd[row] = Number(costs.nanoUsd[index] ?? "NaN") / 1e9;
  }
  return costUsd;
}

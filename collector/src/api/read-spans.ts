import type { Store } from "@spanward/clickhouse";
import { settleCallsOf, type SettledCall } from "../assemble/settled-calls.ts";
import { ApiError } from "./api-error.ts";
import type { StoredDetail } from "./span-detail.ts";

/** How many spans of one trace are laid out. Of a larger one the earliest are. */
export const traceSpansMax = 200_000;

/** Which trace of which project. */
export interface TraceKey {
  project: string;
  traceId: string;
}

/** Which span of which trace. */
export interface SpanKey extends TraceKey {
  spanId: string;
}

/** Everything the store knows of one span. @throws {ApiError} when there is no such span */
export async function readSpan(store: Store, span: SpanKey): Promise<StoredDetail> {
  const keys = { project: span.project, traceId: span.traceId, spanIds: [span.spanId] };
  const [[row], [content], logs, scores] = await Promise.all([
    store.spanRows(keys),
    store.spanContents(keys),
    store.spanLogs(keys),
    store.spanScores(span),
  ]);
  if (!row) throw noSuchSpan();
  const isCall = row.kind === "llm" || row.kind === "embedding";
  const call = isCall ? (await settledCalls(store, span)).get(span.spanId) : null;
  return { row, content: content ?? null, logs, scores, call: call ?? null };
}

/** How much is read of many spans at once, in bytes as sent; what is beyond is read for one span alone. */
const bytesReadMax = 8_000_000;

/** A span as far as it is needed to say what was said in it. */
export interface SaidSpan extends Pick<StoredDetail, "row" | "content" | "logs"> {
  isLeftOut: boolean; // too large to be read with others: its content was not asked for
}

/** What was said in some spans of a trace, in no order; those that are not there are left out. */
export async function readSpans(
  store: Store,
  keys: TraceKey & { spanIds: readonly string[] },
): Promise<SaidSpan[]> {
  const rows = await store.spanRows(keys);
  let left = bytesReadMax;
  const small = rows.filter(({ contentBytes }) => (left -= contentBytes) >= 0);
  const spanIds = small.map(({ spanId }) => spanId);
  const [contents, logs] = await Promise.all([
    store.spanContents({ ...keys, spanIds }),
    store.spanLogs({ ...keys, spanIds }),
  ]);
  return rows.map((row) => ({
    row,
    content: contents.find(({ spanId }) => spanId === row.spanId) ?? null,
    logs: logs.filter(({ spanId }) => spanId === row.spanId),
    isLeftOut: !small.includes(row),
  }));
}

/** The calls of a trace as the whole trace tells of them, by span id. */
export async function settledCalls(
  store: Store,
  trace: TraceKey,
): Promise<Map<string, SettledCall>> {
  const of = { ...trace, limit: traceSpansMax };
  const [tree, calls] = await Promise.all([store.traceTree(of), store.traceCalls(of)]);
  return settleCallsOf(tree, calls);
}

const noSuchSpan = () =>
  new ApiError(404, "no_such_span", "The trace has no span of this id, or it has expired.");

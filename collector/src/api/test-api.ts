import { type Database, createStore } from "@spanward/clickhouse";
import { insertRows } from "@spanward/clickhouse/testing";
import type { Attributes, OtlpLogRecord, OtlpSpan } from "../decode/otlp.ts";
import { normalizeLog } from "../normalize/normalize-log.ts";
import { normalizeSpan } from "../normalize/normalize-span.ts";
import { PriceBook } from "../costs/price-book.ts";
import { LiveTail } from "../live/live-tail.ts";
import { createApi } from "./app.ts";
import type { CostPort } from "./costs.ts";

/** A ledger without prices, in which every month is open. */
export const testCosts: CostPort = {
  book: () => new PriceBook([]),
  addCards: () => Promise.reject(new Error("no test records prices")),
  reprice: () => Promise.reject(new Error("no test prices anew")),
  store: { listPeriods: async () => [] },
};

/** The API on a database of a test. */
export function testApi(db: Database, costs: CostPort = testCosts) {
  const opened = createStore(db);
  const clock = () => Date.UTC(2026, 10, 18, 12);
  const api = createApi({
    store: opened,
    costs,
    live: new LiveTail({ store: opened, clock, waitingMs: () => 0, onError: () => {} }),
    status: () => Promise.reject(new Error("no test asks for the status")),
    clock,
    version: "test",
    report: () => {},
  });
  return {
    request: (path: string) => api.request(path),
    /** What a question is answered, with its HTTP status. */
    async ask(path: string): Promise<{ status: number; answer: unknown }> {
      const response = await api.request(path);
      return { status: response.status, answer: await response.json() };
    },
  };
}

const resource = { attributes: new Map(), droppedAttributesCount: 0, schemaUrl: "" };
const scope = { name: "test", version: "1", attributes: new Map(), schemaUrl: "" };

/** 2026-11-18T10:00:00Z, in nanoseconds. */
export const sentAt = 1_794_996_000_000_000_000n;

/** A span as a sender would say it. Ids are padded with zeros. */
export function sentSpan(
  span: Partial<OtlpSpan> & { traceId: string; spanId: string },
  attributes: Record<string, string | number> = {},
): OtlpSpan {
  const parent = span.parentSpanId ?? "";
  return {
    traceState: "",
    flags: 0,
    name: "step",
    kind: 1,
    startTimeUnixNano: sentAt,
    endTimeUnixNano: sentAt + 1_000_000n,
    attributes: new Map(Object.entries(attributes)),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
    resource,
    scope,
    ...span,
    traceId: span.traceId.padStart(32, "0"),
    spanId: span.spanId.padStart(16, "0"),
    parentSpanId: parent && parent.padStart(16, "0"),
  };
}

/** A log record of a span. */
export const sentLog = (
  span: { traceId: string; spanId: string },
  record: { eventName: string; body: OtlpLogRecord["body"]; attributes?: Attributes },
): OtlpLogRecord => ({
  timeUnixNano: sentAt,
  observedTimeUnixNano: sentAt,
  severityNumber: 9,
  severityText: "",
  droppedAttributesCount: 0,
  flags: 0,
  traceId: span.traceId.padStart(32, "0"),
  spanId: span.spanId.padStart(16, "0"),
  attributes: new Map(),
  resource,
  scope,
  ...record,
});

/** Stores spans and log records as the server would that saw each alone. */
export async function store(
  db: Database,
  sent: { project?: string; spans?: OtlpSpan[]; logs?: OtlpLogRecord[] },
): Promise<void> {
  const context = { project: sent.project ?? "default", receivedUnixMs: Date.now() };
  const spans = (sent.spans ?? []).map((span) => normalizeSpan(span, context));
  const logs = (sent.logs ?? []).map((log) => normalizeLog(log, context));
  await insertRows(db, {
    spans: spans.map(({ span }) => span),
    spanIo: spans.map(({ io }) => io),
    logEvents: logs.map(({ logEvent }) => logEvent),
  });
}

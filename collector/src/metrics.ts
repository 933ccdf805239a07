import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import {
  createRecentRefusals,
  type RecentRefusals,
  type Refusal,
} from "./receive/recent-refusals.ts";
import { type Signal, signals } from "./receive/signals.ts";

/** One request that was answered, whatever the answer. */
export interface AnsweredRequest {
  transport: "http" | "grpc";
  signal: Signal;
  encoding: string;
  /** HTTP status, or gRPC code by name. */
  status: string;
}

/** What is acknowledged and not yet inserted. */
export interface Backlog {
  bytes: number;
  /** Of all tables. */
  rows: number;
  segments: number;
  oldestWaitingMs: number;
}

/** Spans since the server started: accepted = stored + rejected + waiting, at any moment. */
export interface IngestSnapshot {
  accepted: number;
  stored: number;
  rejected: number;
  waiting: number;
  oldestWaitingMs: number;
  backlogBytes: number;
  backlogRows: number;
  requests: number;
  refusals: Refusal[];
  lastReceivedAt: string | null;
  lastTraceId: string | null;
  lastTraceProject: string | null;
}

type LastReceived = Pick<IngestSnapshot, "lastReceivedAt" | "lastTraceId" | "lastTraceProject">;

/** Counts what comes in. Items are spans, log records and metric points. */
export class Metrics {
  readonly registry = new Registry();
  readonly #instruments = createInstruments(this.registry);
  readonly #refusals: RecentRefusals;
  readonly #now: () => Date;
  readonly #spans = { accepted: 0, stored: 0, rejected: 0 };
  #requests = 0;
  #last: LastReceived = { lastReceivedAt: null, lastTraceId: null, lastTraceProject: null };
  #readBacklog = (): Backlog => ({ bytes: 0, rows: 0, segments: 0, oldestWaitingMs: 0 });

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
    this.#refusals = createRecentRefusals(now);
    collectDefaultMetrics({ register: this.registry }); // event-loop delay, memory, CPU
    watchGauges(this.registry, () => this.#readBacklog());
  }

  /** `waiting` items of an answered request are durable; others were refused, by reason. */
  accept(signal: Signal, waiting: number, rejected: Record<string, number> = {}): void {
    let items = waiting;
    for (const [reason, count] of Object.entries(rejected)) {
      this.#count("rejected", signal, count, reason);
      items += count;
    }
    this.#count("accepted", signal, items);
    this.#instruments.waiting.inc({ signal }, waiting);
    if (items > 0) this.#last.lastReceivedAt = this.#now().toISOString(); // a probe brings none
  }

  /** Waiting items came to be queryable. */
  store(signal: Signal, items: number): void {
    this.#count("stored", signal, items);
    this.#instruments.waiting.dec({ signal }, items);
  }

  /** Waiting items were refused after all: the store will never take them. */
  reject(signal: Signal, items: number, reason: string): void {
    this.#count("rejected", signal, items, reason);
    this.#instruments.waiting.dec({ signal }, items);
  }

  /** The trace received last, for the status page. */
  sawTrace(traceId: string, project: string): void {
    this.#last = { ...this.#last, lastTraceId: traceId, lastTraceProject: project };
  }

  answered(request: AnsweredRequest): void {
    this.#instruments.requests.inc({ ...request });
    this.#requests++;
  }

  /** A sender was told no; the status page says why. */
  refused(reason: string, message: string): void {
    this.#refusals.add(reason, message);
    this.#instruments.refusals.inc({ reason });
  }

  /** Something went wrong that cost no item: `reason` is a short name. */
  failed(reason: string): void {
    this.#instruments.failures.inc({ reason });
  }

  inserted(table: string, rows: number, durationMs: number): void {
    this.#instruments.insertSeconds.observe({ table }, durationMs / 1000);
    this.#instruments.insertRows.inc({ table }, rows);
  }

  /** How long the oldest item of a segment took from acknowledged to queryable. */
  lagged(lagMs: number): void {
    this.#instruments.lag.observe(lagMs / 1000);
  }

  /** Where to ask for the backlog when somebody looks. */
  watchBacklog(read: () => Backlog): void {
    this.#readBacklog = read;
  }

  snapshot(): IngestSnapshot {
    const { accepted, rejected, stored } = this.#spans;
    const { bytes, oldestWaitingMs, rows } = this.#readBacklog();
    return {
      accepted,
      stored,
      rejected,
      waiting: accepted - stored - rejected,
      oldestWaitingMs,
      backlogBytes: bytes,
      backlogRows: rows,
      requests: this.#requests,
      refusals: this.#refusals.list(),
      ...this.#last,
    };
  }

  // oxlint-disable-next-line max-params -- private, and the names of two of them are their values
  #count(what: "accepted" | "stored" | "rejected", signal: Signal, items: number, reason?: string) {
    this.#instruments[what].inc({ signal, ...(reason && { reason }) }, items);
    if (signal === "traces") this.#spans[what] += items;
  }
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `spanward_${name}_total`, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Histogram({
      name: `spanward_${name}_seconds`,
      help,
      labelNames,
      buckets: seconds,
      registers,
    });
  const instruments = {
    accepted: counter(
      "items_accepted",
      "Spans, log records and metric points received: stored + rejected + waiting",
      ["signal"],
    ),
    stored: counter("items_stored", "Accepted items that are queryable", ["signal"]),
    rejected: counter("items_rejected", "Accepted items that were refused", ["signal", "reason"]),
    waiting: new Gauge({
      name: "spanward_items_waiting",
      help: "Accepted items that are on disk and not yet queryable",
      labelNames: ["signal"],
      registers,
    }),
    requests: counter("requests", "OTLP requests answered", [
      "transport",
      "signal",
      "encoding",
      "status",
    ]),
    refusals: counter("refusals", "Requests that were told no, all of each", ["reason"]),
    failures: counter("failures", "What went wrong and cost no item", ["reason"]),
    insertRows: counter("inserted_rows", "Rows inserted, corrections and repeats included", [
      "table",
    ]),
    insertSeconds: histogram("insert_duration", "Time to insert a table's part of a segment", [
      "table",
    ]),
    lag: histogram(
      "visible_lag",
      "From acknowledged to queryable, by segment, its oldest item",
      [],
    ),
  };
  for (const signal of signals)
    for (const instrument of [instruments.accepted, instruments.stored, instruments.waiting])
      instrument.inc({ signal }, 0); // a series that is missing is no zero
  return instruments;
}

function watchGauges(registry: Registry, read: () => Backlog): void {
  const watch = (name: string, help: string, value: (backlog: Backlog) => number): void => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => gauge.set(value(read())),
    });
  };
  watch("spanward_backlog_bytes", "Bytes on disk that are not yet inserted", ({ bytes }) => bytes);
  watch(
    "spanward_backlog_rows",
    "Rows of all tables that are not yet inserted",
    ({ rows }) => rows,
  );
  watch("spanward_backlog_segments", "Segments not yet inserted", ({ segments }) => segments);
  watch(
    "spanward_backlog_oldest_seconds",
    "Age of the oldest item that is not yet queryable",
    ({ oldestWaitingMs }) => oldestWaitingMs / 1000,
  );
}

import { RowEncoder } from "@spanward/clickhouse";
import { noRows, type Rows, type SpanRecord } from "@spanward/clickhouse/records";
import { buildMetricPoint } from "../build-metric-point.ts";
import type { Rejections } from "../decode/otlp.ts";
import { decodeLogs, decodeMetrics, decodeTraces } from "../decode/request.ts";
import { type ValueLimits, valueLimits } from "../decode/value-limits.ts";
import { normalizeLogs, normalizeSpans } from "../normalize-all.ts";
import { type ReadTraces, TraceReader } from "../onepass/trace-reader.ts";
import type { Signal } from "../receive/signals.ts";
import type { CallWindow } from "../resolve/call-window.ts";
import { inflate } from "./inflate.ts";
import type { PreparedRequest, ReceivedRequest } from "./prepared-request.ts";

export interface PreparationOptions {
  limits?: Partial<PreparationLimits>;
  /** Knows the recent calls: after a restart, those of the former process too. */
  window: CallWindow;
}

export interface PreparationLimits extends ValueLimits {
  /** Of one request, after decompression. */
  inflatedBytes: number;
}

const defaults: PreparationLimits = { ...valueLimits, inflatedBytes: 64 * 2 ** 20 };

/** Corrections whose frame could not be written wait for the next. Past this a trace's page mends them. */
const owedMax = 10_000;
/** See `SpanRecord.ver`. */
const correctionVerMin = 2n ** 40n;
const isCorrection = ({ ver }: SpanRecord): boolean => ver >= correctionVerMin;

const isHot = ({ encoding, signal }: ReceivedRequest): boolean =>
  encoding === "protobuf" && signal === "traces";

interface Counted {
  rows: Rows;
  items: number;
  rejections: Rejections;
  /** New rows of spans that came before. */
  corrections: SpanRecord[];
  failures: Error[];
}

/**
 * The steps from a request's bytes to its blocks: inflate → decode → normalize → resolve → encode. It
 * remembers what it decided, so requests go through one of these in the order they are written.
 */
export class Preparation {
  readonly #limits: PreparationLimits;
  readonly #window: CallWindow;
  readonly #reader: TraceReader;
  readonly #encoder = new RowEncoder();
  /** Of each request that is not settled: the corrections in its blocks. */
  readonly #unsettled = new Map<number, SpanRecord[]>();
  #owed: SpanRecord[] = [];

  constructor({ limits, window }: PreparationOptions) {
    this.#limits = { ...defaults, ...limits };
    this.#window = window;
    this.#reader = new TraceReader(this.#limits);
  }

  /** Knows from now on the calls of a former process. */
  remember(spans: readonly SpanRecord[]): void {
    this.#window.remember(spans);
  }

  /** @throws {DecodeError | DeniedError} when the request is none */
  prepare(id: number, request: ReceivedRequest): PreparedRequest {
    const body = this.#bodyOf(request);
    const read = isHot(request) ? this.#reader.read(body, request) : null;
    return read ? this.#finish(id, read) : this.#prepare(id, request, body);
  }

  /** What was read in one pass, resolved and finished. */
  #finish(id: number, read: ReadTraces): PreparedRequest {
    const { arrivals, failures, rejections } = read;
    const { changed, corrections } = this.#window.resolveArrivals(arrivals);
    const counts = { items: arrivals.length, rejections, failures: failures.length };
    const firstFailure = failures[0] ?? null;
    const lastTraceId = arrivals.at(-1)?.traceId ?? null;
    if (arrivals.length === 0) return { ...counts, blocks: [], firstFailure, lastTraceId };
    const blocks = read.finish(changed);
    const more = [...this.#owed, ...corrections];
    this.#owed = [];
    this.#unsettled.set(id, [...changed.values(), ...more].filter(isCorrection));
    blocks.push(...this.#encoder.encode({ ...noRows(), spans: more }));
    return { ...counts, blocks, firstFailure, lastTraceId };
  }

  #prepare(id: number, request: ReceivedRequest, body: Uint8Array): PreparedRequest {
    const { corrections, failures, items, rejections, rows } = this.#steps[request.signal](
      request,
      body,
    );
    const lastTraceId = rows.spans.at(-1)?.traceId ?? null;
    const counts = { items, rejections, failures: failures.length };
    const firstFailure = failures[0] ?? null;
    if (items === 0) return { ...counts, blocks: [], firstFailure, lastTraceId };
    for (const span of [...this.#owed, ...corrections]) rows.spans.push(span);
    this.#owed = [];
    this.#unsettled.set(id, rows.spans.filter(isCorrection));
    return { ...counts, blocks: this.#encoder.encode(rows), firstFailure, lastTraceId };
  }

  /** The sender repeats what was not kept, but the window will not decide the same again. */
  settle(id: number, kept: boolean): void {
    if (!kept) this.#owed = [...this.#owed, ...(this.#unsettled.get(id) ?? [])].slice(-owedMax);
    this.#unsettled.delete(id);
  }

  #bodyOf({ body, compression }: ReceivedRequest): Uint8Array {
    return compression === "gzip" ? inflate(body, this.#limits.inflatedBytes) : body;
  }

  readonly #steps: Record<Signal, (request: ReceivedRequest, body: Uint8Array) => Counted> = {
    traces: (request, body) => {
      const decoded = decodeTraces(body, request.encoding, this.#limits);
      const { items: sent, ...rejections } = decoded;
      const { failures, items } = normalizeSpans(sent, request);
      const { corrections, spans } = this.#window.resolve(items.map(({ span }) => span));
      const rows = { ...noRows(), spans, spanIo: items.map(({ io }) => io) };
      return { rows, items: items.length, rejections, corrections, failures };
    },
    logs: (request, body) => {
      const { items: sent, ...rejections } = decodeLogs(body, request.encoding, this.#limits);
      const { failures, items } = normalizeLogs(sent, request);
      const logged = items.flatMap(({ span }) => span ?? []);
      const witnesses = items.flatMap(({ witness }) => witness ?? []);
      const { corrections, spans } = this.#window.resolve(
        logged.map(({ span }) => span),
        witnesses,
      );
      const rows = {
        ...noRows(),
        spans,
        spanIo: logged.map(({ io }) => io),
        logEvents: items.map(({ logEvent }) => logEvent),
        scores: items.flatMap(({ score }) => score ?? []),
      };
      return { rows, items: items.length, rejections, corrections, failures };
    },
    metrics: (request, body) => {
      const { items, ...rejections } = decodeMetrics(body, request.encoding, this.#limits);
      const metricPoints = items.map((point) => buildMetricPoint(point, request));
      const rows = { ...noRows(), metricPoints };
      return { rows, items: items.length, rejections, corrections: [], failures: [] };
    },
  };
}

import { RowEncoder } from "@spanward/clickhouse";
import { noRows, type Rows, type SpanRecord } from "@spanward/clickhouse/records";
import { buildMetricPoint } from "./build-metric-point.ts";
import type { Rejections } from "./decode/otlp.ts";
import { decodeLogs, decodeMetrics, decodeTraces } from "./decode/request.ts";
import { type ValueLimits, valueLimits } from "./decode/value-limits.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { normalizeLogs, normalizeSpans } from "./normalize-all.ts";
import type { NormalizeContext } from "./normalize/normalize-context.ts";
import type { Acceptor, OtlpRequest } from "./receive/receiver.ts";
import type { Signal } from "./receive/signals.ts";
import type { CallWindow } from "./resolve/call-window.ts";
import type { Segments } from "./segment/segments.ts";

export interface PipelineOptions {
  segments: Pick<Segments, "append">;
  metrics: Metrics;
  log: Log;
  limits?: Partial<ValueLimits>;
  /** Knows the recent calls: after a restart, those of the former process too. */
  window: CallWindow;
  now?: () => number;
}

/** What a request comes to. */
interface Prepared {
  rows: Rows;
  /** Items that are in `rows`, which may hold more than one row for each. */
  items: number;
  rejections: Rejections;
  /** New rows of spans that came before. */
  corrections: SpanRecord[];
  failures: Error[];
}

type Prepare = (request: OtlpRequest, context: NormalizeContext) => Prepared;

/** Corrections whose frame could not be written wait for the next. Past this a trace's page mends them. */
const owedMax = 10_000;
/** See `SpanRecord.ver`. */
const correctionVerMin = 2n ** 40n;

/**
 * Makes of a request what is stored of it: decode → normalize → resolve → encode → segment. All up to
 * the segment happens in one turn, so what was resolved first is also written first.
 */
export function createPipeline(options: PipelineOptions): Acceptor {
  const { limits, log, metrics, now = Date.now, segments } = options;
  const prepare = createPreparation({ ...valueLimits, ...limits }, options.window);
  const encoder = new RowEncoder();
  let owed: SpanRecord[] = [];

  async function store(signal: Signal, { corrections, items, rows }: Prepared): Promise<void> {
    for (const span of [...owed, ...corrections]) rows.spans.push(span);
    owed = [];
    try {
      await segments.append({ signal, items, blocks: encoder.encode(rows) });
    } catch (error) {
      // The sender repeats its spans, but the window will not decide the same again.
      owed = [...owed, ...rows.spans.filter(({ ver }) => ver >= correctionVerMin)].slice(-owedMax);
      throw error;
    }
  }

  return {
    async accept(request) {
      const { project, signal } = request;
      const prepared = prepare[signal](request, { project, receivedUnixMs: now() });
      const { failures, items, rejections, rows } = prepared;
      const last = rows.spans.at(-1);
      if (items > 0) await store(signal, prepared);
      metrics.accept(signal, 0, rejections.reasons);
      if (last) metrics.sawTrace(last.traceId, project);
      if (failures.length > 0) {
        for (const _ of failures) metrics.failed("normalize");
        const message = "a rule failed on spans or logs, which are stored as they were sent";
        log.error(message, { failures: failures.length, error: failures[0] });
      }
      return rejections;
    },
  };
}

function createPreparation(limits: ValueLimits, window: CallWindow): Record<Signal, Prepare> {
  return {
    traces({ body, encoding }, context) {
      const { items: sent, ...rejections } = decodeTraces(body, encoding, limits);
      const { failures, items } = normalizeSpans(sent, context);
      const { corrections, spans } = window.resolve(items.map(({ span }) => span));
      const rows = { ...noRows(), spans, spanIo: items.map(({ io }) => io) };
      return { rows, items: items.length, rejections, corrections, failures };
    },
    logs({ body, encoding }, context) {
      const { items: sent, ...rejections } = decodeLogs(body, encoding, limits);
      const { failures, items } = normalizeLogs(sent, context);
      const logged = items.flatMap(({ span }) => span ?? []);
      const witnesses = items.flatMap(({ witness }) => witness ?? []);
      const { corrections, spans } = window.resolve(
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
    metrics({ body, encoding }, context) {
      const { items, ...rejections } = decodeMetrics(body, encoding, limits);
      const metricPoints = items.map((point) => buildMetricPoint(point, context));
      const rows = { ...noRows(), metricPoints };
      return { rows, items: items.length, rejections, corrections: [], failures: [] };
    },
  };
}

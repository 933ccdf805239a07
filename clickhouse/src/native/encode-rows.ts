import type { Rows } from "../records/rows.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import type { SpanIoRecord, SpanRecord } from "../records/span.ts";
import type { PatternedRows, TableEncoder } from "./table-encoder.ts";
import { createLogEventsEncoder } from "./tables/log-events.ts";
import { createMetricPointsEncoder } from "./tables/metric-points.ts";
import { createScoresEncoder } from "./tables/scores.ts";
import { createSpanIoEncoder } from "./tables/span-io.ts";
import { createSpansEncoder } from "./tables/spans.ts";

/** Rows of one table as a block in ClickHouse's Native format: what `Database.insertNative` takes. */
export interface TableBlock {
  table: string;
  columns: readonly string[];
  rows: number;
  bytes: Uint8Array;
}

/** Encodes rows; its buffers are used again by the next call. */
export class RowEncoder {
  readonly #spanIo = createSpanIoEncoder();
  readonly #spans = createSpansEncoder();
  readonly #logEvents = createLogEventsEncoder();
  readonly #scores = createScoresEncoder();
  readonly #metricPoints = createMetricPointsEncoder();
  readonly #out = new ByteBuffer();

  /**
   * One block for each table that has rows. Content comes before the spans it belongs to, so that
   * whoever sees a span finds its content. The bytes belong to the caller.
   */
  encode(rows: Rows): TableBlock[] {
    return [
      ...this.#block("span_io", this.#spanIo, rows.spanIo),
      ...this.#block("spans", this.#spans, rows.spans),
      ...this.#block("log_events", this.#logEvents, rows.logEvents),
      ...this.#block("scores", this.#scores, rows.scores),
      ...this.#block("metric_points", this.#metricPoints, rows.metricPoints),
    ];
  }

  /** The block of table `span_io`. */
  encodeSpanIo(rows: PatternedRows<SpanIoRecord>): TableBlock {
    return this.#patterned("span_io", this.#spanIo, rows);
  }

  /** The block of table `spans`. */
  encodeSpans(rows: PatternedRows<SpanRecord>): TableBlock {
    return this.#patterned("spans", this.#spans, rows);
  }

  #patterned<Record>(
    table: string,
    encoder: TableEncoder<Record>,
    rows: PatternedRows<Record>,
  ): TableBlock {
    this.#out.clear();
    encoder.encodePatterned(rows, this.#out);
    const bytes = Uint8Array.from(this.#out.written());
    return { table, columns: encoder.columns, rows: rows.patternOf.length, bytes };
  }

  #block<Record>(table: string, encoder: TableEncoder<Record>, records: Record[]): TableBlock[] {
    if (records.length === 0) return [];
    this.#out.clear();
    encoder.encode(records, this.#out);
    const bytes = Uint8Array.from(this.#out.written());
    return [{ table, columns: encoder.columns, rows: records.length, bytes }];
  }
}

/** Encodes rows once. To do it often, keep a {@link RowEncoder}. */
export function encodeRows(rows: Rows): TableBlock[] {
  return new RowEncoder().encode(rows);
}

import { RowEncoder, type TableBlock, TextTable } from "@spanward/clickhouse";
import { noRows, type SpanIoRecord, type SpanRecord } from "@spanward/clickhouse/records";
import type { ValueLimits } from "../decode/value-limits.ts";
import type { Arrival } from "../resolve/call-window.ts";
import { isCorrectionOf } from "../resolve/correction.ts";
import { HotAttributes } from "./hot-attributes.ts";
import { type GeneralSpan, HotRow, type SpanContext } from "./hot-row.ts";
import { type Pattern, patternOf } from "./patterns.ts";
import { PatternBook } from "./pattern-book.ts";
import { SpanColumns } from "./span-columns.ts";
import { hasPlainTimes } from "./wire-values.ts";

const nameBytesMax = 256;

/** The rows of one request, put together column by column. Its buffers are used again by the next. */
export class SpanBatch {
  readonly #table = new TextTable();
  readonly #columns = new SpanColumns(this.#table);
  readonly #hot: HotAttributes;
  readonly #patterns: PatternBook;
  readonly #row: HotRow;
  readonly #encoder = new RowEncoder();
  #spans: SpanRecord[] = []; // the patterns of this batch
  #ios: SpanIoRecord[] = [];
  #patternOf: number[] = [];
  #batch = 0;
  arrivals: Arrival[] = [];
  /** How many of the rows are like others that came before. */
  hotRows = 0;

  constructor(limits: ValueLimits) {
    this.#hot = new HotAttributes(this.#table, limits);
    this.#patterns = new PatternBook(this.#table, this.#hot.keys);
    this.#row = new HotRow(this.#table, this.#hot, this.#columns);
  }

  /** Whether it should be {@link clear}ed of what it learnt. */
  get crowded(): boolean {
    return this.#table.crowded || this.#patterns.crowded;
  }

  forget(): void {
    this.#table.clear();
    this.#hot.keys.clear();
    this.#patterns.clear();
  }

  begin(): void {
    this.#columns.clear();
    this.#spans = [];
    this.#ios = [];
    this.#patternOf = [];
    this.arrivals = [];
    this.hotRows = 0;
    this.#batch += 1;
  }

  /** Adds the span from `start` to `end`; false when there is no place for its texts. */
  add(view: DataView, [start, end]: readonly [number, number], context: SpanContext): boolean {
    const isHot = this.#isHot(view, start, end, context);
    const pattern = isHot ? this.#patterns.get(this.#hot) : undefined;
    if (pattern?.familiar && this.#row.hasPlace(pattern)) {
      this.#addHot(view, pattern, context);
      return true;
    }
    const made = context.general(start, end);
    if (made === null) return true;
    if (isHot && pattern === undefined && !made.failed) this.#learn(made);
    return this.#addGeneral(made);
  }

  /** Puts corrected rows in place, and gives the blocks. Nothing may be added after it. */
  finish(changed: ReadonlyMap<number, SpanRecord>): TableBlock[] {
    const rows = Uint32Array.from(this.#patternOf);
    const { ofSpanIo, ofSpans } = this.#columns;
    const io = this.#encoder.encodeSpanIo({ patterns: this.#ios, patternOf: rows, own: ofSpanIo });
    if (![...changed].every(([row, span]) => isCorrectionOf(span, this.arrivals[row])))
      return [io, ...this.#encoder.encode({ ...noRows(), spans: this.#records(changed) })];
    for (const [row, span] of changed) this.#columns.correct(row, span);
    const corrected = changed.size === 0 ? null : this.#inOrder(changed);
    const spans = corrected ?? { patterns: this.#spans, patternOf: rows };
    return [io, this.#encoder.encodeSpans({ ...spans, own: ofSpans })];
  }

  /** Every row by itself: where an earlier delivery of a span stands, all of its columns are other. */
  #records(changed: ReadonlyMap<number, SpanRecord>): SpanRecord[] {
    return this.arrivals.map(
      (arrival, row) => changed.get(row) ?? ("toRecord" in arrival ? arrival.toRecord() : arrival),
    );
  }

  /** The patterns with those of corrected rows, in the order in which they come first. */
  #inOrder(changed: ReadonlyMap<number, SpanRecord>) {
    const places = new Map<SpanRecord, number>();
    const rows = this.#patternOf.map((place, row) => {
      const span = changed.get(row) ?? this.#spans[place];
      if (span === undefined) throw new RangeError(`row ${row} is like none`);
      if (!places.has(span)) places.set(span, places.size);
      return places.get(span) ?? 0;
    });
    return { patterns: [...places.keys()], patternOf: Uint32Array.from(rows) };
  }

  // oxlint-disable-next-line max-params -- called for every span
  #isHot(view: DataView, start: number, end: number, context: SpanContext): boolean {
    const hot = this.#hot;
    const { scan } = hot;
    if (!scan.scan(view, start, end)) return false;
    if (!hasPlainTimes(scan, view, context.receivedUnixMs)) return false;
    if (scan.nameEnd - scan.nameStart > nameBytesMax) return false;
    const name = this.#table.intern(view, scan.nameStart, scan.nameEnd);
    if (name < 0 || !this.#patterns.isName(name)) return false;
    hot.shapeLength = 0;
    hot.push(context.surroundings.meaning);
    hot.push(name);
    hot.push(scan.kind);
    hot.push((scan.parentSpanId < 0 ? 0 : 1) + scan.statusCode * 2);
    return hot.read(view);
  }

  #learn({ io, otlp, span }: GeneralSpan): void {
    const { hasRole, otherMessages, otherUsage } = this.#hot;
    const shape = this.#hot.shape.slice(0, this.#hot.shapeLength);
    this.#patterns.add(patternOf({ shape, otlp, span, io, hasRole, otherUsage, otherMessages }));
  }

  #addGeneral({ io, span }: GeneralSpan): boolean {
    if (!this.#columns.hasPlaceFor(span)) return false;
    this.#patternOf.push(this.#spans.length);
    this.#spans.push(span);
    this.#ios.push(io);
    this.#columns.appendSpan(span);
    this.#columns.appendIo(io);
    this.arrivals.push(span);
    return true;
  }

  #addHot(view: DataView, pattern: Pattern, context: SpanContext): void {
    if (pattern.batch !== this.#batch) {
      pattern.batch = this.#batch;
      pattern.place = this.#spans.length;
      this.#spans.push(pattern.span);
      this.#ios.push(pattern.io);
    }
    this.hotRows += 1;
    this.#patternOf.push(pattern.place);
    this.arrivals.push(this.#row.write(view, pattern, context));
  }
}

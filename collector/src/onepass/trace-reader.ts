import type { TableBlock } from "@spanward/clickhouse";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { refusalsOf, takeSpan } from "../decode/check-ids.ts";
import type { OtlpSpan, Rejections } from "../decode/otlp.ts";
import { OtlpReader } from "../decode/protobuf/otlp-reader.ts";
import { readOneSpan } from "../decode/protobuf/traces.ts";
import { beginReading, type ValueLimits } from "../decode/value-limits.ts";
import { normalizeSpans } from "../normalize-all.ts";
import type { NormalizeContext } from "../normalize/normalize-context.ts";
import type { Arrival } from "../resolve/call-window.ts";
import type { GeneralSpan } from "./hot-row.ts";
import { listFields, type Field } from "./list-fields.ts";
import { SpanBatch } from "./span-batch.ts";
import { type SentSurroundings, type Surroundings, SurroundingsBook } from "./surroundings.ts";

/** The spans of a request, read but not yet resolved. */
export interface ReadTraces {
  arrivals: readonly Arrival[];
  rejections: Rejections;
  failures: Error[];
  /** How many of them were like others, and took the fast path. */
  hotRows: number;
  /** The blocks of the spans, with the rows that resolving changed in place. */
  finish: (changed: ReadonlyMap<number, SpanRecord>) => TableBlock[];
}

/** The fields of the messages around spans. Source: opentelemetry-proto 1.11, trace.proto. */
const fields = { resourceSpans: 1, resource: 1, scopeSpans: 2, scope: 1, spans: 2, schemaUrl: 3 };

/**
 * Reads OTLP/protobuf traces in one pass: from their bytes straight into columns, where spans are like
 * others that came before, and the general way where they are not. Both give the same rows.
 */
export class TraceReader {
  readonly #limits: ValueLimits;
  readonly #batch: SpanBatch;
  readonly #surroundings: SurroundingsBook;

  constructor(limits: ValueLimits) {
    this.#limits = limits;
    this.#batch = new SpanBatch(limits);
    this.#surroundings = new SurroundingsBook(limits);
  }

  /** Null when the request as a whole must be read the general way: it is strange, or none. */
  read(body: Uint8Array, context: NormalizeContext): ReadTraces | null {
    if (this.#batch.crowded || this.#surroundings.crowded) {
      this.#batch.forget();
      this.#surroundings.clear();
    }
    this.#batch.begin();
    try {
      return this.#read(new Reading(body, context));
    } catch {
      // The general way says what is wrong with it.
      return null;
    }
  }

  #read(reading: Reading): ReadTraces | null {
    const { failures, reasons, view } = reading;
    const envelopes = listFields(view, 0, view.byteLength);
    if (envelopes === null) return null;
    for (const { end, number, start } of envelopes) {
      const isRead = number === fields.resourceSpans && this.#envelope(reading, start, end);
      if (!isRead) return null;
    }
    const { arrivals, hotRows } = this.#batch;
    const finish: ReadTraces["finish"] = (changed) => this.#batch.finish(changed);
    return { arrivals, rejections: refusalsOf(reasons), failures, hotRows, finish };
  }

  #envelope(reading: Reading, from: number, to: number): boolean {
    const parts = listFields(reading.view, from, to);
    if (parts === null || parts.some(({ number }) => number > fields.schemaUrl)) return false;
    const resource = reading.last(parts, fields.resource);
    const resourceSchema = reading.last(parts, fields.schemaUrl);
    let last: { sent: SentSurroundings; surroundings: Surroundings } | null = null;
    for (const { end, number, start } of parts) {
      if (number !== fields.scopeSpans) continue;
      const scoped = listFields(reading.view, start, end);
      if (scoped === null || scoped.some((part) => part.number > fields.schemaUrl)) return false;
      const scope = reading.last(scoped, fields.scope);
      const scopeSchema = reading.last(scoped, fields.schemaUrl);
      const { project } = reading.context;
      const sent = { project, resource, resourceSchema, scope, scopeSchema };
      // Some serialisers write the same scope for every span.
      const isLast =
        last !== null &&
        isSame(scope, last.sent.scope) &&
        isSame(scopeSchema, last.sent.scopeSchema);
      if (last === null || !isLast) last = { sent, surroundings: this.#surroundings.get(sent) };
      if (!this.#spans(reading, scoped, last.surroundings)) return false;
    }
    return true;
  }

  #spans(reading: Reading, scoped: readonly Field[], surroundings: Surroundings): boolean {
    const { project, receivedUnixMs } = reading.context;
    const general = (start: number, end: number) =>
      this.#general(reading, reading.bytes(start, end), surroundings);
    const context = { surroundings, project, receivedUnixMs, general };
    for (const { end, number, start } of scoped) {
      if (number !== fields.spans) continue;
      if (!this.#batch.add(reading.view, [start, end], context)) return false;
    }
    return true;
  }

  #general(reading: Reading, bytes: Uint8Array, around: Surroundings): GeneralSpan | null {
    const otlp: OtlpSpan = readOneSpan(new OtlpReader(bytes, beginReading(this.#limits)));
    const { resource, scope } = around;
    Object.assign(otlp, { resource, scope });
    if (!takeSpan(otlp, reading.reasons)) return null;
    const { failures, items } = normalizeSpans([otlp], reading.context);
    reading.failures.push(...failures);
    const [item] = items;
    return item === undefined ? null : { otlp, ...item, failed: failures.length > 0 };
  }
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** One request that is being read, and what was found on the way. */
class Reading {
  readonly context: NormalizeContext;
  readonly view: DataView;
  readonly reasons: Record<string, number> = {};
  readonly failures: Error[] = [];

  constructor(body: Uint8Array, context: NormalizeContext) {
    this.context = context;
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  bytes(start: number, end: number): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start, end - start);
  }

  /** Of a field that comes more than once the last one stands. */
  last(parts: readonly Field[], number: number): Uint8Array | null {
    const part = parts.findLast((one) => one.number === number);
    return part === undefined ? null : this.bytes(part.start, part.end);
  }
}

import {
  InternedColumn,
  type OwnColumn,
  OwnMapColumn,
  PlainOwnColumn,
  type TextTable,
} from "@spanward/clickhouse";
import type { SpanIoRecord, SpanRecord } from "@spanward/clickhouse/records";

const text = () => new PlainOwnColumn("String");
const uint64 = () => new PlainOwnColumn("UInt64");

/** The columns in which each span has a value of its own, already as the store wants them. */
export class SpanColumns {
  readonly traceId = text();
  readonly spanId = text();
  readonly parentSpanId = text();
  readonly startTime = new PlainOwnColumn("DateTime64(9, 'UTC')");
  readonly duration = uint64();
  readonly agent: InternedColumn;
  readonly responseId = text();
  readonly tool: InternedColumn;
  readonly toolCallId = text();
  readonly sessionId = text();
  readonly userId = text();
  readonly businessUnit: InternedColumn;
  readonly useCase: InternedColumn;
  readonly inputTokens = uint64();
  readonly outputTokens = uint64();
  readonly cacheReadTokens = uint64();
  readonly cacheWriteTokens = uint64();
  readonly reasoningTokens = uint64();
  readonly inputPreview = text();
  readonly outputPreview = text();
  readonly contentBytes = uint64();
  readonly attributes: OwnMapColumn;
  readonly receivedAt = new PlainOwnColumn("DateTime64(3, 'UTC')");
  readonly ver = uint64();
  // Of span_io alone.
  readonly storedAttributes = new PlainOwnColumn("String", 2 ** 20);
  readonly events = text();
  readonly links = text();
  readonly resource = text();
  readonly scope = text();
  readonly traceState = text();
  readonly otlpFlags = new PlainOwnColumn("UInt32");
  readonly sentStart = uint64();
  readonly sentEnd = uint64();
  readonly newInput = new PlainOwnColumn("String", 2 ** 18);
  readonly output = new PlainOwnColumn("String", 2 ** 18);
  readonly #table: TextTable;
  readonly ofSpans: ReadonlyMap<string, OwnColumn>;
  readonly ofSpanIo: ReadonlyMap<string, OwnColumn>;
  rows = 0;

  constructor(table: TextTable) {
    this.#table = table;
    this.agent = new InternedColumn(table);
    this.tool = new InternedColumn(table);
    this.businessUnit = new InternedColumn(table);
    this.useCase = new InternedColumn(table);
    this.attributes = new OwnMapColumn(table);
    const identity: [string, OwnColumn][] = [
      ["trace_id", this.traceId],
      ["span_id", this.spanId],
      ["start_time", this.startTime],
      ["received_at", this.receivedAt],
      ["ver", this.ver],
    ];
    this.ofSpans = new Map([...identity, ...this.#spanNames()]);
    this.ofSpanIo = new Map([...identity, ...this.#spanIoNames()]);
  }

  #spanNames(): [string, OwnColumn][] {
    return [
      ["parent_span_id", this.parentSpanId],
      ["duration_ns", this.duration],
      ["agent", this.agent],
      ["response_id", this.responseId],
      ["tool", this.tool],
      ["tool_call_id", this.toolCallId],
      ["session_id", this.sessionId],
      ["user_id", this.userId],
      ["business_unit", this.businessUnit],
      ["use_case", this.useCase],
      ["input_tokens", this.inputTokens],
      ["output_tokens", this.outputTokens],
      ["cache_read_tokens", this.cacheReadTokens],
      ["cache_write_tokens", this.cacheWriteTokens],
      ["reasoning_tokens", this.reasoningTokens],
      ["input_preview", this.inputPreview],
      ["output_preview", this.outputPreview],
      ["content_bytes", this.contentBytes],
      ["attributes", this.attributes],
    ];
  }

  #spanIoNames(): [string, OwnColumn][] {
    return [
      ["attributes", this.storedAttributes],
      ["events", this.events],
      ["links", this.links],
      ["resource", this.resource],
      ["scope", this.scope],
      ["trace_state", this.traceState],
      ["otlp_flags", this.otlpFlags],
      ["sent_start_unix_nano", this.sentStart],
      ["sent_end_unix_nano", this.sentEnd],
      ["new_input", this.newInput],
      ["output", this.output],
    ];
  }

  clear(): void {
    this.rows = 0;
    for (const column of this.ofSpans.values()) column.clear();
    for (const column of this.ofSpanIo.values()) column.clear();
  }

  /** Whether a record's texts have a place in the table, which must be before it is appended. */
  hasPlaceFor(span: SpanRecord): boolean {
    const texts = [span.agent, span.tool, span.businessUnit, span.useCase];
    return [...texts, ...Object.keys(span.attributes)].every(
      (one) => this.#table.internText(one) >= 0,
    );
  }

  /** Appends a row of table `spans`. */
  appendSpan(span: SpanRecord): void {
    this.rows += 1;
    this.traceId.data.writeString(span.traceId);
    this.spanId.data.writeString(span.spanId);
    this.parentSpanId.data.writeString(span.parentSpanId);
    this.startTime.data.writeBigInt64(span.startUnixNano);
    this.duration.data.writeBigUInt64(span.durationNs);
    this.agent.append(this.#table.internText(span.agent));
    this.responseId.data.writeString(span.responseId);
    this.tool.append(this.#table.internText(span.tool));
    this.toolCallId.data.writeString(span.toolCallId);
    this.sessionId.data.writeString(span.sessionId);
    this.userId.data.writeString(span.userId);
    this.businessUnit.append(this.#table.internText(span.businessUnit));
    this.useCase.append(this.#table.internText(span.useCase));
    this.inputTokens.data.writeUInt64(span.usage.inputTokens);
    this.outputTokens.data.writeUInt64(span.usage.outputTokens);
    this.cacheReadTokens.data.writeUInt64(span.usage.cacheReadTokens);
    this.cacheWriteTokens.data.writeUInt64(span.usage.cacheWriteTokens);
    this.reasoningTokens.data.writeUInt64(span.usage.reasoningTokens);
    this.inputPreview.data.writeString(span.inputPreview);
    this.outputPreview.data.writeString(span.outputPreview);
    this.contentBytes.data.writeUInt64(span.contentBytes);
    const { attributes } = span;
    const keys = Object.keys(attributes);
    for (const key of keys) {
      this.attributes.keys.append(this.#table.internText(key));
      this.attributes.values.writeString(attributes[key] ?? "");
    }
    this.attributes.endRow(keys.length);
    this.receivedAt.data.writeUInt64(span.receivedUnixMs);
    this.ver.data.writeBigUInt64(span.ver);
  }

  /** Appends what else a row of table `span_io` holds. */
  appendIo(io: SpanIoRecord): void {
    this.storedAttributes.data.writeString(io.attributes);
    this.events.data.writeString(io.events);
    this.links.data.writeString(io.links);
    this.resource.data.writeString(io.resource);
    this.scope.data.writeString(io.scope);
    this.traceState.data.writeString(io.traceState);
    this.otlpFlags.data.writeUInt32(io.otlpFlags);
    this.sentStart.data.writeBigUInt64(io.sentStartUnixNano);
    this.sentEnd.data.writeBigUInt64(io.sentEndUnixNano);
    this.newInput.data.writeString(io.newInput);
    this.output.data.writeString(io.output);
  }

  /** Writes what a correction of a row says in place of what the row said. */
  correct(row: number, { usage, ver }: SpanRecord): void {
    const at = row * 8;
    const write = (column: PlainOwnColumn, count: number): void =>
      column.data.view.setBigUint64(at, BigInt(count), true);
    write(this.inputTokens, usage.inputTokens);
    write(this.outputTokens, usage.outputTokens);
    write(this.cacheReadTokens, usage.cacheReadTokens);
    write(this.cacheWriteTokens, usage.cacheWriteTokens);
    write(this.reasoningTokens, usage.reasoningTokens);
    this.ver.data.view.setBigUint64(at, ver, true);
  }
}

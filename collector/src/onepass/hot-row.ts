import type { TextTable } from "@spanward/clickhouse";
import type { SpanIoRecord, SpanRecord, TokenUsage } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../decode/otlp.ts";
import { type TokenCounts, understandTokens } from "../normalize/usage/token-counts.ts";
import type { Arrival } from "../resolve/call-window.ts";
import type { HotAttributes } from "./hot-attributes.ts";
import { roleAt } from "./key-class.ts";
import { type Pattern, tokenEntries } from "./patterns.ts";
import { decode, type TextPlace, unescape, writePreview, writeSearched } from "./preview-text.ts";
import type { SpanColumns } from "./span-columns.ts";
import type { Surroundings } from "./surroundings.ts";
import { writeDifference, writeHexId } from "./wire-values.ts";

/** What is known of a span beside its own bytes. */
export interface SpanContext {
  surroundings: Surroundings;
  project: string;
  receivedUnixMs: number;
  /** Makes the rows of the span from `start` to `end` the general way; null when it is refused. */
  general: (start: number, end: number) => GeneralSpan | null;
}

/** A span and its rows, as the general path makes them. */
export interface GeneralSpan {
  otlp: OtlpSpan;
  span: SpanRecord;
  io: SpanIoRecord;
  failed: boolean; // a rule failed on it
}

const inputMessages = roleAt["gen_ai.input.messages"];
const outputMessages = roleAt["gen_ai.output.messages"];
const responseIdRole = roleAt["gen_ai.response.id"];
const toolCallRole = roleAt["gen_ai.tool.call.id"];
const userRole = roleAt["user.id"];
const emptyList = Uint8Array.from([2, 0x5b, 0x5d]); // "[]", with its length

/** Writes a span like others straight from its bytes into the columns. */
export class HotRow {
  readonly #table: TextTable;
  readonly #hot: HotAttributes;
  readonly #columns: SpanColumns;
  // The numbers of the texts of the row to be written.
  #agent = 0;
  #tool = 0;
  #businessUnit = 0;
  #useCase = 0;
  // Where the row's texts begin in their columns.
  #inputAt = 0;
  #outputAt = 0;
  #valuesAt = 0;

  constructor(table: TextTable, hot: HotAttributes, columns: SpanColumns) {
    this.#table = table;
    this.#hot = hot;
    this.#columns = columns;
  }

  /** Whether the texts of the span that was read have a place in the table. */
  hasPlace(pattern: Pattern): boolean {
    const { isTool, span } = pattern;
    const same = (pattern.texts ??= {
      agent: this.#table.internText(span.agent),
      tool: this.#table.internText(span.tool),
      businessUnit: this.#table.internText(span.businessUnit),
      useCase: this.#table.internText(span.useCase),
    });
    this.#agent = this.#intern(roleAt["gen_ai.agent.name"], same.agent);
    this.#tool = isTool ? this.#intern(roleAt["gen_ai.tool.name"], same.tool) : same.tool;
    this.#businessUnit = this.#intern(roleAt["spanward.business_unit"], same.businessUnit);
    this.#useCase = this.#intern(roleAt["spanward.use_case"], same.useCase);
    return Math.min(this.#agent, this.#tool, this.#businessUnit, this.#useCase) >= 0;
  }

  #intern(role: number, otherwise: number): number {
    if (!this.#hot.hasRole(role)) return otherwise;
    const { roleEnds, roleStarts, view } = this.#hot;
    return this.#table.intern(view, roleStarts[role] ?? 0, roleEnds[role] ?? 0);
  }

  /** Writes the row of the span that was read, and gives what the window of calls must know. */
  write(view: DataView, pattern: Pattern, context: SpanContext): Arrival {
    this.#writeIdentity(view, context.receivedUnixMs);
    this.#writeTexts(pattern);
    const usage = this.#writeTokens(pattern);
    this.#writeContent(pattern);
    this.#writeSent(view, context.surroundings);
    const { kind } = pattern.span;
    const isModel = kind === "llm" || kind === "embedding";
    return isModel ? this.#record(pattern, context, usage) : this.#link(pattern, context);
  }

  #writeIdentity(view: DataView, receivedUnixMs: number): void {
    const { scan } = this.#hot;
    const columns = this.#columns;
    writeHexId(view, scan.traceId, 16, columns.traceId.data);
    writeHexId(view, scan.spanId, 8, columns.spanId.data);
    if (scan.parentSpanId < 0) columns.parentSpanId.data.writeUInt8(0);
    else writeHexId(view, scan.parentSpanId, 8, columns.parentSpanId.data);
    columns.startTime.data.writeSlice(view, scan.start, scan.start + 8);
    writeDifference(view, scan, columns.duration.data);
    columns.receivedAt.data.writeUInt64(receivedUnixMs);
    columns.ver.data.writeUInt64(2 ** 32 + scan.attributes);
  }

  #writeTexts({ isTool, span }: Pattern): void {
    const columns = this.#columns;
    columns.agent.append(this.#agent);
    columns.tool.append(this.#tool);
    columns.businessUnit.append(this.#businessUnit);
    columns.useCase.append(this.#useCase);
    this.#writeRole(columns.responseId.data, responseIdRole, span.responseId);
    this.#writeRole(columns.toolCallId.data, isTool ? toolCallRole : -1, span.toolCallId);
    this.#writeRole(columns.sessionId.data, this.#sessionRole(), span.sessionId);
    this.#writeRole(columns.userId.data, userRole, span.userId);
  }

  #sessionRole(): number {
    const session = roleAt["session.id"];
    return this.#hot.hasRole(session) ? session : roleAt["gen_ai.conversation.id"];
  }

  #writeRole(out: SpanColumns["userId"]["data"], role: number, otherwise: string): void {
    const { roleEnds, roleStarts, view } = this.#hot;
    if (role < 0 || !this.#hot.hasRole(role)) return out.writeString(otherwise);
    const [start, end] = [roleStarts[role] ?? 0, roleEnds[role] ?? 0];
    out.writeVarUInt(end - start);
    out.writeSlice(view, start, end);
  }

  #writeTokens({ span, tokens }: Pattern): TokenUsage {
    const usage = tokens === null ? span.usage : this.#usage(tokens);
    const columns = this.#columns;
    columns.inputTokens.data.writeUInt64(usage.inputTokens);
    columns.outputTokens.data.writeUInt64(usage.outputTokens);
    columns.cacheReadTokens.data.writeUInt64(usage.cacheReadTokens);
    columns.cacheWriteTokens.data.writeUInt64(usage.cacheWriteTokens);
    columns.reasoningTokens.data.writeUInt64(usage.reasoningTokens);
    return usage;
  }

  #usage(meaning: NonNullable<Pattern["tokens"]>): TokenUsage {
    const { counts: sent, hasRole } = this.#hot;
    const counts: TokenCounts = {};
    for (const [bucket, role] of tokenEntries) if (hasRole(role)) counts[bucket] = sent[role] ?? 0;
    return understandTokens(counts, meaning).usage;
  }

  #writeContent({ input, output }: Pattern): void {
    const columns = this.#columns;
    const asked = this.#said(input);
    const answered = this.#said(output);
    this.#inputAt = columns.inputPreview.data.length;
    this.#outputAt = columns.outputPreview.data.length;
    writeSearched(asked, columns.newInput.data);
    writeSearched(answered, columns.output.data);
    writePreview(asked, columns.inputPreview.data);
    writePreview(answered, columns.outputPreview.data);
  }

  #said(role: number): TextPlace {
    const { roleEnds, roleStarts, said, view: source } = this.#hot;
    if (role === inputMessages) return unescape(source, said.inputStart, said.inputEnd);
    if (role === outputMessages) return unescape(source, said.outputStart, said.outputEnd);
    if (role < 0) return { source, start: 0, end: 0, text: null };
    return { source, start: roleStarts[role] ?? 0, end: roleEnds[role] ?? 0, text: null };
  }

  #writeSent(view: DataView, surroundings: Surroundings): void {
    const columns = this.#columns;
    const { scan, stored } = this.#hot;
    columns.contentBytes.data.writeUInt64(this.#hot.storedUnits + "[]".length);
    columns.storedAttributes.data.writeVarUInt(stored.length);
    columns.storedAttributes.data.writeBytes(stored.written());
    columns.events.data.writeBytes(emptyList);
    columns.links.data.writeBytes(emptyList);
    columns.resource.data.writeBytes(surroundings.resourceColumn);
    columns.scope.data.writeBytes(surroundings.scopeColumn);
    columns.traceState.data.writeUInt8(0);
    columns.otlpFlags.data.writeUInt32(scan.flags);
    columns.sentStart.data.writeSlice(view, scan.start, scan.start + 8);
    columns.sentEnd.data.writeSlice(view, scan.end, scan.end + 8);
    this.#writeFilters(view);
  }

  #writeFilters(view: DataView): void {
    const { filterEnds, filterKeys, filterPrinted, filters, filterStarts, printed } = this.#hot;
    const { keys, values } = this.#columns.attributes;
    this.#valuesAt = values.length;
    for (let at = 0; at < filters; at += 1) {
      const [start, end] = [filterStarts[at] ?? 0, filterEnds[at] ?? 0];
      keys.append(filterKeys[at] ?? 0);
      values.writeVarUInt(end - start);
      values.writeSlice(filterPrinted[at] === 1 ? printed.view : view, start, end);
    }
    this.#columns.attributes.endRow(filters);
  }

  #link({ span }: Pattern, { general, project }: SpanContext): Arrival {
    const { traceId, spanId, parentSpanId } = this.#columns;
    const { from, to } = this.#hot.scan;
    return {
      project,
      traceId: lastHex(traceId.data, 32),
      spanId: lastHex(spanId.data, 16),
      parentSpanId: this.#hot.scan.parentSpanId < 0 ? "" : lastHex(parentSpanId.data, 16),
      kind: span.kind,
      ver: 2n ** 32n + BigInt(this.#hot.scan.attributes),
      toRecord() {
        const made = general(from, to);
        if (made === null) throw new TypeError("a span that was stored is refused");
        return made.span;
      },
    };
  }

  #record({ isTool, span, tokens }: Pattern, context: SpanContext, usage: TokenUsage): SpanRecord {
    const { project, receivedUnixMs } = context;
    const { filters, scan, view } = this.#hot;
    const columns = this.#columns;
    const startUnixNano = view.getBigUint64(scan.start, true);
    const keys = Array.from(this.#hot.filterKeys.subarray(0, filters), (key) =>
      this.#table.textOf(key),
    );
    const values = columns.attributes.values.written().slice(this.#valuesAt);
    return {
      ...span,
      project,
      receivedUnixMs,
      traceId: lastHex(columns.traceId.data, 32),
      spanId: lastHex(columns.spanId.data, 16),
      parentSpanId: scan.parentSpanId < 0 ? "" : lastHex(columns.parentSpanId.data, 16),
      startUnixNano,
      durationNs: view.getBigUint64(scan.end, true) - startUnixNano,
      agent: this.#table.textOf(this.#agent),
      tool: this.#table.textOf(this.#tool),
      businessUnit: this.#table.textOf(this.#businessUnit),
      useCase: this.#table.textOf(this.#useCase),
      responseId: this.#roleText(responseIdRole, span.responseId),
      toolCallId: this.#roleText(isTool ? toolCallRole : -1, span.toolCallId),
      sessionId: this.#roleText(this.#sessionRole(), span.sessionId),
      userId: this.#roleText(userRole, span.userId),
      usage: tokens === null ? span.usage : usage,
      inputPreview: textsOf(columns.inputPreview.data.written().subarray(this.#inputAt))[0] ?? "",
      outputPreview:
        textsOf(columns.outputPreview.data.written().subarray(this.#outputAt))[0] ?? "",
      contentBytes: this.#hot.storedUnits + "[]".length,
      // Only needed when the row must be written again.
      get attributes() {
        const texts = textsOf(values);
        return Object.fromEntries(keys.map((key, at) => [key, texts[at] ?? ""]));
      },
      ver: 2n ** 32n + BigInt(scan.attributes),
    };
  }

  #roleText(role: number, otherwise: string): string {
    const { roleEnds, roleStarts, view } = this.#hot;
    if (role < 0 || !this.#hot.hasRole(role)) return otherwise;
    return decode(view, roleStarts[role] ?? 0, roleEnds[role] ?? 0);
  }
}

/** The texts of a column, each with its length before it. */
function textsOf(bytes: Uint8Array): string[] {
  const texts: string[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < buffer.length) {
    let length = 0;
    let byte = 0x80;
    for (let factor = 1; byte >= 0x80; factor *= 0x80) {
      byte = buffer.readUInt8(at++);
      length += (byte & 0x7f) * factor;
    }
    texts.push(buffer.toString("utf8", at, at + length));
    at += length;
  }
  return texts;
}

/** The last text of a column of hex digits. */
const lastHex = (column: SpanColumns["traceId"]["data"], digits: number): string =>
  column.latin1(column.length - digits, column.length);

import type { Attributes, SpanContext } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { AttributeCleanser, type AttributePlace, type Cleansing } from "../redact.ts";
import { endOf, parentOf } from "../snapshot-span.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { writeKeyValue } from "./write-value.ts";

/**
 * A finished span as an OTLP `Span` message, with only what may leave the process.
 *
 * Source: opentelemetry-proto 1.11, trace.proto; values as OpenTelemetry's own exporter writes them.
 */
export function encodeSpan(
  writer: ByteWriter,
  span: ReadableSpan,
  cleansing: Cleansing,
): Uint8Array {
  writer.reset(); // of a span before it that could not be encoded
  const cleanser = new AttributeCleanser(cleansing, span.name);
  const context = span.spanContext();
  const parent = parentOf(span, context);
  writeIds(writer, context);
  if (parent?.spanId) {
    writer.varint(34);
    writer.hex(parent.spanId);
  }
  writer.varint(42);
  writer.text(span.name);
  writer.varint(48);
  writer.varint(span.kind + 1); // OTLP has "unspecified" before them
  writer.varint(57);
  writer.instant(span.startTime);
  writer.varint(65);
  writer.instant(endOf(span));
  writeAttributes(writer, 9, { attributes: span.attributes, from: "span", cleanser });
  writeCount(writer, 10, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event, cleanser);
  writeCount(writer, 12, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link, cleanser);
  writeCount(writer, 14, span.droppedLinksCount);
  writeStatus(writer, span.status, cleanser);
  writer.varint(133);
  writer.fixed32(flagsOf(context.traceFlags, parent));
  for (const [key, value] of Object.entries(cleanser.failureMark()))
    writeKeyValue(writer, 9, { key, value });
  return writer.take();
}

interface Held {
  attributes: Attributes | undefined;
  from: AttributePlace["from"];
  cleanser: AttributeCleanser;
}

/** What may leave of the attributes. */
export function writeAttributes(writer: ByteWriter, number: number, held: Held): void {
  const { attributes = {}, cleanser, from } = held;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    const left = value === undefined ? undefined : cleanser.cleanseValue(value, { key, from });
    if (left !== undefined) writeKeyValue(writer, number, { key, value: left });
  }
}

function writeIds(writer: ByteWriter, { traceId, spanId, traceState }: SpanContext): void {
  writer.varint(10);
  writer.hex(traceId);
  writer.varint(18);
  writer.hex(spanId);
  const state = traceState?.serialize();
  if (!state) return;
  writer.varint(26);
  writer.text(state);
}

function writeEvent(
  writer: ByteWriter,
  event: ReadableSpan["events"][number],
  cleanser: AttributeCleanser,
): void {
  writer.varint(90);
  const begin = writer.open(200);
  writer.varint(9);
  writer.instant(event.time);
  writer.varint(18);
  writer.text(event.name);
  writeAttributes(writer, 3, { attributes: event.attributes, from: "event", cleanser });
  writeCount(writer, 4, event.droppedAttributesCount);
  writer.close(begin);
}

function writeLink(
  writer: ByteWriter,
  { attributes, context, droppedAttributesCount }: ReadableSpan["links"][number],
  cleanser: AttributeCleanser,
): void {
  writer.varint(106);
  const begin = writer.open();
  writeIds(writer, context);
  writeAttributes(writer, 4, { attributes, from: "link", cleanser });
  writeCount(writer, 5, droppedAttributesCount);
  writer.varint(53);
  writer.fixed32(flagsOf(context.traceFlags, context));
  writer.close(begin);
}

function writeStatus(
  writer: ByteWriter,
  { code, message }: ReadableSpan["status"],
  cleanser: AttributeCleanser,
): void {
  const place = { key: "status.message", from: "status" } as const;
  const left = message === undefined ? undefined : cleanser.cleanseValue(message, place);
  writer.varint(122);
  const begin = writer.open();
  if (typeof left === "string" && left !== "") {
    writer.varint(18);
    writer.text(left);
  }
  writer.varint(24);
  writer.varint(code);
  writer.close(begin);
}

function writeCount(writer: ByteWriter, number: number, count: number | undefined): void {
  if (!count) return;
  writer.varint(number * 8);
  writer.varint(count);
}

/** W3C trace flags, and whether the parent is in another process. */
const flagsOf = (traceFlags: number, parent: SpanContext | undefined): number =>
  (traceFlags & 0xff) | 0x100 | (parent?.isRemote ? 0x200 : 0);

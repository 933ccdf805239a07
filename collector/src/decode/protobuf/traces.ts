import { Buffer } from "node:buffer";
import { toByte } from "../numbers.ts";
import type { OtlpSpan } from "../otlp.ts";
import { unsetEvent, unsetLink, unsetSpan } from "../unset.ts";
import { readAttribute } from "./attributes.ts";
import { bits32, bits64, message, sized, varint } from "./message.ts";
import type { OtlpReader } from "./otlp-reader.ts";
import { request } from "./request.ts";

// Field numbers: opentelemetry-proto 1.11, trace/v1/trace.proto.

const readEvent = message(unsetEvent, {
  [bits64(1)]: (event, r) => (event.timeUnixNano = BigInt(r.fixed64())),
  [sized(2)]: (event, r) => (event.name = r.string()),
  [sized(3)]: (event, r) => readAttribute(event.attributes, r),
  [varint(4)]: (event, r) => (event.droppedAttributesCount = r.uint32()),
});

const readLink = message(unsetLink, {
  [sized(1)]: (link, r) => (link.traceId = toHex(r.bytes())),
  [sized(2)]: (link, r) => (link.spanId = toHex(r.bytes())),
  [sized(3)]: (link, r) => (link.traceState = r.string()),
  [sized(4)]: (link, r) => readAttribute(link.attributes, r),
  [bits32(6)]: (link, r) => (link.flags = r.fixed32()),
});

const readStatus = message(() => ({ code: 0, message: "" }), {
  [sized(2)]: (status, r) => (status.message = r.string()),
  [varint(3)]: (status, r) => (status.code = toByte(r.int32())),
});

const readSpan = message(unsetSpan, {
  [sized(1)]: (span, r) => (span.traceId = toHex(r.bytes())),
  [sized(2)]: (span, r) => (span.spanId = toHex(r.bytes())),
  [sized(3)]: (span, r) => (span.traceState = r.string()),
  [sized(4)]: (span, r) => (span.parentSpanId = toHex(r.bytes())),
  [sized(5)]: (span, r) => (span.name = r.string()),
  [varint(6)]: (span, r) => (span.kind = toByte(r.int32())),
  [bits64(7)]: (span, r) => (span.startTimeUnixNano = BigInt(r.fixed64())),
  [bits64(8)]: (span, r) => (span.endTimeUnixNano = BigInt(r.fixed64())),
  [sized(9)]: (span, r) => readAttribute(span.attributes, r),
  [varint(10)]: (span, r) => (span.droppedAttributesCount = r.uint32()),
  [sized(11)]: (span, r) => span.events.push(readEvent(r)),
  [varint(12)]: (span, r) => (span.droppedEventsCount = r.uint32()),
  [sized(13)]: (span, r) => span.links.push(readLink(r)),
  [varint(14)]: (span, r) => (span.droppedLinksCount = r.uint32()),
  [sized(15)]: (span, r) => (span.status = readStatus(r)),
  [bits32(16)]: (span, r) => (span.flags = r.fixed32()),
});

/** Decodes an `ExportTraceServiceRequest`. Ids are as sent, whatever their length. */
export const readTraces = request<OtlpSpan>((spans, reader) => spans.push(readWhole(reader)));

/** Decodes one `Span`, which is all that `reader` holds. Its resource and scope are unset. */
export const readOneSpan = (reader: OtlpReader): OtlpSpan => readWhole(reader, reader.len);

function readWhole(reader: OtlpReader, length?: number): OtlpSpan {
  reader.reading.cut = false;
  const span = readSpan(reader, length);
  if (reader.reading.cut) span.valueCut = true;
  return span;
}

const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

import { Buffer } from "node:buffer";
import { toByte } from "../numbers.ts";
import type { OtlpLogRecord } from "../otlp.ts";
import { unsetLogRecord } from "../unset.ts";
import { readAnyValue, readAttribute } from "./attributes.ts";
import { bits32, bits64, message, sized, varint } from "./message.ts";
import { request } from "./request.ts";

// Field numbers: opentelemetry-proto 1.11, logs/v1/logs.proto.

const readLogRecord = message(unsetLogRecord, {
  [bits64(1)]: (record, r) => (record.timeUnixNano = BigInt(r.fixed64())),
  [varint(2)]: (record, r) => (record.severityNumber = toByte(r.int32())),
  [sized(3)]: (record, r) => (record.severityText = r.string()),
  [sized(5)]: (record, r) => (record.body = readAnyValue(r)),
  [sized(6)]: (record, r) => readAttribute(record.attributes, r),
  [varint(7)]: (record, r) => (record.droppedAttributesCount = r.uint32()),
  [bits32(8)]: (record, r) => (record.flags = r.fixed32()),
  [sized(9)]: (record, r) => (record.traceId = Buffer.from(r.bytes()).toString("hex")),
  [sized(10)]: (record, r) => (record.spanId = Buffer.from(r.bytes()).toString("hex")),
  [bits64(11)]: (record, r) => (record.observedTimeUnixNano = BigInt(r.fixed64())),
  [sized(12)]: (record, r) => (record.eventName = r.string()),
});

/** Decodes an `ExportLogsServiceRequest`. Ids are as sent, whatever their length. */
export const readLogs = request<OtlpLogRecord>((records, r) => records.push(readLogRecord(r)));

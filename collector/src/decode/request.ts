import { checkSpanIds, clearLogIds } from "./check-ids.ts";
import { DecodeError } from "./errors.ts";
import { readLogs as readJsonLogs } from "./json/logs.ts";
import { readMetrics as readJsonMetrics } from "./json/metrics.ts";
import { parseJson } from "./json/parse.ts";
import { readTraces as readJsonTraces } from "./json/traces.ts";
import { createNesting, type Nesting } from "./nesting.ts";
import type { DecodedRequest, OtlpLogRecord, OtlpMetricPoint, OtlpSpan } from "./otlp.ts";
import { readLogs } from "./protobuf/logs.ts";
import { readMetrics } from "./protobuf/metrics.ts";
import { OtlpReader } from "./protobuf/otlp-reader.ts";
import { readTraces } from "./protobuf/traces.ts";

export type Encoding = "protobuf" | "json";

/**
 * Decodes an `ExportTraceServiceRequest`. Spans come in the order sent; those whose ids are none are
 * refused one by one.
 *
 * @throws {DecodeError} if the body is not such a request
 */
export function decodeTraces(body: Uint8Array, encoding: Encoding): DecodedRequest<OtlpSpan> {
  return checkSpanIds(decode(body, encoding, { protobuf: readTraces, json: readJsonTraces }));
}

/**
 * Decodes an `ExportLogsServiceRequest`. No record is refused.
 *
 * @throws {DecodeError} if the body is not such a request
 */
export function decodeLogs(body: Uint8Array, encoding: Encoding): DecodedRequest<OtlpLogRecord> {
  const records = decode(body, encoding, { protobuf: readLogs, json: readJsonLogs });
  return { items: records.map(clearLogIds), rejected: 0, message: "", reasons: {} };
}

/**
 * Decodes an `ExportMetricsServiceRequest` into its data points. None is refused.
 *
 * @throws {DecodeError} if the body is not such a request
 */
export function decodeMetrics(
  body: Uint8Array,
  encoding: Encoding,
): DecodedRequest<OtlpMetricPoint> {
  const items = decode(body, encoding, { protobuf: readMetrics, json: readJsonMetrics });
  return { items, rejected: 0, message: "", reasons: {} };
}

interface Readers<Item> {
  protobuf: (reader: OtlpReader) => Item[];
  json: (json: unknown, nesting: Nesting) => Item[];
}

function decode<Item>(body: Uint8Array, encoding: Encoding, readers: Readers<Item>): Item[] {
  try {
    const nesting = createNesting();
    return encoding === "json"
      ? readers.json(parseJson(body), nesting)
      : readers.protobuf(new OtlpReader(body, nesting));
  } catch (cause) {
    if (cause instanceof DecodeError) throw cause;
    throw new DecodeError(`the body is not an OTLP request in ${encoding}`, { cause });
  }
}

import { checkSpanIds, clearLogIds } from "./check-ids.ts";
import { DecodeError } from "./errors.ts";
import { readLogs as readJsonLogs } from "./json/logs.ts";
import { readMetrics as readJsonMetrics } from "./json/metrics.ts";
import { parseJson } from "./json/parse.ts";
import { readTraces as readJsonTraces } from "./json/traces.ts";
import { beginReading, type ValueLimits, type ValueReading } from "./value-limits.ts";
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
export function decodeTraces(
  body: Uint8Array,
  encoding: Encoding,
  limits?: ValueLimits,
): DecodedRequest<OtlpSpan> {
  return checkSpanIds(decode({ body, encoding, limits, ...traces }));
}

/**
 * Decodes an `ExportLogsServiceRequest`. No record is refused.
 *
 * @throws {DecodeError} if the body is not such a request
 */
export function decodeLogs(
  body: Uint8Array,
  encoding: Encoding,
  limits?: ValueLimits,
): DecodedRequest<OtlpLogRecord> {
  return acceptAll(decode({ body, encoding, limits, ...logs }).map(clearLogIds));
}

/**
 * Decodes an `ExportMetricsServiceRequest` into its data points. None is refused.
 *
 * @throws {DecodeError} if the body is not such a request
 */
export function decodeMetrics(
  body: Uint8Array,
  encoding: Encoding,
  limits?: ValueLimits,
): DecodedRequest<OtlpMetricPoint> {
  return acceptAll(decode({ body, encoding, limits, ...metrics }));
}

const traces = { protobuf: readTraces, json: readJsonTraces };
const logs = { protobuf: readLogs, json: readJsonLogs };
const metrics = { protobuf: readMetrics, json: readJsonMetrics };

interface Request<Item> {
  body: Uint8Array;
  encoding: Encoding;
  limits: ValueLimits | undefined;
  protobuf: (reader: OtlpReader) => Item[];
  json: (json: unknown, reading: ValueReading) => Item[];
}

function decode<Item>({ body, encoding, json, limits, protobuf }: Request<Item>): Item[] {
  try {
    const reading = beginReading(limits);
    return encoding === "json"
      ? json(parseJson(body), reading)
      : protobuf(new OtlpReader(body, reading));
  } catch (cause) {
    if (cause instanceof DecodeError) throw cause;
    throw new DecodeError(`the body is not an OTLP request in ${encoding}`, { cause });
  }
}

const acceptAll = <Item>(items: Item[]): DecodedRequest<Item> => ({
  items,
  rejected: 0,
  message: "",
  reasons: {},
});

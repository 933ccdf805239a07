import type { MetricPointRecord } from "@spanward/clickhouse/records";
import type { OtlpMetricPoint } from "./decode/otlp.ts";
import { encodeAttributes, encodeResource, encodeScope } from "./decode/stored-json.ts";
import { textOf } from "./normalize/attributes/json.ts";
import { readText } from "./normalize/attributes/read-attribute.ts";
import { clampTime } from "./normalize/clamp-time.ts";
import { fingerprint } from "./normalize/fingerprint.ts";
import type { NormalizeContext } from "./normalize/normalize-context.ts";

/** The row of a data point. Points of one series and time are one row, however often they are sent. */
export function buildMetricPoint(
  point: OtlpMetricPoint,
  { project, receivedUnixMs }: NormalizeContext,
): MetricPointRecord {
  const { attributes, bounds, bucketCounts, count, monotonic, sum, temporality, type, value } =
    point;
  const resource = encodeResource(point.resource);
  const clamp = (unixNano: bigint): bigint =>
    clampTime({ startTimeUnixNano: unixNano, endTimeUnixNano: unixNano }, receivedUnixMs)
      .startUnixNano;
  return {
    project,
    name: point.name,
    type,
    unit: point.unit,
    service: readText(point.resource.attributes, "service.name"),
    timeUnixNano: clamp(point.timeUnixNano),
    startUnixNano: point.startTimeUnixNano === 0n ? 0n : clamp(point.startTimeUnixNano),
    seriesId: fingerprint(
      `${resource}\n${encodeScope(point.scope)}\n${encodeAttributes(attributes)}`,
    ),
    attributes: Object.fromEntries([...attributes].map(([key, held]) => [key, textOf(held)])),
    resource,
    monotonic,
    temporality,
    value,
    count,
    sum,
    bounds,
    bucketCounts,
    receivedUnixMs,
  };
}

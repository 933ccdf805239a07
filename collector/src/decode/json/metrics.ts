import { type ExponentialBuckets, toExplicitBuckets } from "../exponential-buckets.ts";
import { addSummary, flattenMetric, type Metric, unsetMetric } from "../metric.ts";
import type { ValueReading } from "../value-limits.ts";
import type { OtlpMetricPoint } from "../otlp.ts";
import { unsetMetricPoint } from "../unset.ts";
import { readAttributes } from "./attributes.ts";
import type { JsonMessage } from "./fields.ts";
import * as field from "./fields.ts";
import { jsonRequest } from "./request.ts";

const temporalities = ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map(
  (name) => `AGGREGATION_TEMPORALITY_${name}`,
);
const names = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };

/** Decodes an `ExportMetricsServiceRequest` into its data points. */
export const readMetrics = jsonRequest<OtlpMetricPoint>(names, (json, reading) => {
  const metric = field.readMessage(json, "a metric");
  const data = readData(metric, reading);
  return flattenMetric({
    ...data,
    name: field.readText(metric["name"]),
    unit: field.readText(metric["unit"]),
  });
});

function readData(json: JsonMessage, reading: ValueReading): Metric {
  const [type, data] = chooseData(json);
  const fields = field.readOptionalMessage(data, "the data of a metric");
  const metric: Metric = {
    ...unsetMetric(),
    type,
    temporality: field.readEnum(fields["aggregationTemporality"], temporalities),
    monotonic: fields["isMonotonic"] === true,
  };
  for (const point of field.readList(fields["dataPoints"], "dataPoints"))
    addPoint(metric, field.readMessage(point, "a data point"), reading);
  return metric;
}

function chooseData(json: JsonMessage): [Metric["type"], unknown] {
  if (json["sum"]) return ["sum", json["sum"]];
  if (json["histogram"]) return ["histogram", json["histogram"]];
  if (json["exponentialHistogram"]) return ["exponential_histogram", json["exponentialHistogram"]];
  if (json["summary"]) return ["summary", json["summary"]];
  return ["gauge", json["gauge"]];
}

function addPoint(metric: Metric, json: JsonMessage, reading: ValueReading): void {
  const point: OtlpMetricPoint = {
    ...unsetMetricPoint(),
    attributes: readAttributes(json["attributes"], reading),
    timeUnixNano: field.readUint64(json["timeUnixNano"]),
    startTimeUnixNano: field.readUint64(json["startTimeUnixNano"]),
    value: json["asInt"] === undefined ? field.readDouble(json["asDouble"]) : Number(json["asInt"]),
    count: field.readUint64(json["count"]),
    sum: field.readDouble(json["sum"]),
  };
  if (metric.type === "summary") {
    addSummary(metric, { point, quantiles: readQuantiles(json["quantileValues"]) });
    return;
  }
  const buckets =
    metric.type === "exponential_histogram" ? readExponential(json) : readExplicit(json);
  metric.points.push({ ...point, ...buckets });
}

function readExplicit(json: JsonMessage) {
  return {
    bounds: field.readList(json["explicitBounds"], "explicitBounds").map(field.readDouble),
    bucketCounts: field.readList(json["bucketCounts"], "bucketCounts").map(field.readUint64),
  };
}

function readExponential(json: JsonMessage) {
  return toExplicitBuckets({
    scale: Number(field.readInteger(json["scale"]) ?? 0),
    zeroCount: field.readUint64(json["zeroCount"]),
    positive: readBuckets(json["positive"]),
    negative: readBuckets(json["negative"]),
  });
}

function readBuckets(json: unknown): ExponentialBuckets {
  const buckets = field.readOptionalMessage(json, "buckets");
  return {
    offset: Number(field.readInteger(buckets["offset"]) ?? 0),
    counts: field.readList(buckets["bucketCounts"], "bucketCounts").map(field.readUint64),
  };
}

function readQuantiles(json: unknown) {
  return field.readList(json, "quantileValues").map((entry) => {
    const at = field.readMessage(entry, "a quantile");
    return { quantile: field.readDouble(at["quantile"]), value: field.readDouble(at["value"]) };
  });
}

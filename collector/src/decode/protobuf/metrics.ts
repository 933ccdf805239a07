import { type ExponentialHistogram, toExplicitBuckets } from "../exponential-buckets.ts";
import { DecodeError } from "../errors.ts";
import { addSummary, flattenMetric, type Metric, type Summary, unsetMetric } from "../metric.ts";
import { toByte } from "../numbers.ts";
import type { OtlpMetricPoint } from "../otlp.ts";
import { unsetMetricPoint } from "../unset.ts";
import { readAttribute } from "./attributes.ts";
import { type Fields, bits64, message, sized, varint } from "./message.ts";
import type { OtlpReader } from "./otlp-reader.ts";
import { request } from "./request.ts";

// Field numbers: opentelemetry-proto 1.11, metrics/v1/metrics.proto.

const times: Fields<OtlpMetricPoint> = {
  [bits64(2)]: (point, r) => (point.startTimeUnixNano = BigInt(r.fixed64())),
  [bits64(3)]: (point, r) => (point.timeUnixNano = BigInt(r.fixed64())),
};

const totals: Fields<OtlpMetricPoint> = {
  [bits64(4)]: (point, r) => (point.count = BigInt(r.fixed64())),
  [bits64(5)]: (point, r) => (point.sum = r.double()),
};

const readNumberPoint = message(unsetMetricPoint, {
  ...times,
  [bits64(4)]: (point, r) => (point.value = r.double()),
  [bits64(6)]: (point, r) => (point.value = Number(r.sfixed64())),
  [sized(7)]: (point, r) => readAttribute(point.attributes, r),
});

const readHistogramPoint = message(unsetMetricPoint, {
  ...times,
  ...totals,
  [bits64(6)]: (point, r) => point.bucketCounts.push(BigInt(r.fixed64())),
  [sized(6)]: (point, r) => readPacked(r, () => point.bucketCounts.push(BigInt(r.fixed64()))),
  [bits64(7)]: (point, r) => point.bounds.push(r.double()),
  [sized(7)]: (point, r) => readPacked(r, () => point.bounds.push(r.double())),
  [sized(9)]: (point, r) => readAttribute(point.attributes, r),
});

const readBuckets = message(() => ({ offset: 0, counts: [] as bigint[] }), {
  [varint(1)]: (buckets, r) => (buckets.offset = r.sint32()),
  [varint(2)]: (buckets, r) => buckets.counts.push(BigInt(r.uint64())),
  [sized(2)]: (buckets, r) => readPacked(r, () => buckets.counts.push(BigInt(r.uint64()))),
});

type ExponentialPoint = ExponentialHistogram & { point: OtlpMetricPoint };
const readExponentialPoint = message(
  (): ExponentialPoint => ({
    point: unsetMetricPoint(),
    scale: 0,
    zeroCount: 0n,
    positive: { offset: 0, counts: [] },
    negative: { offset: 0, counts: [] },
  }),
  {
    [sized(1)]: ({ point }, r) => readAttribute(point.attributes, r),
    [bits64(2)]: ({ point }, r) => (point.startTimeUnixNano = BigInt(r.fixed64())),
    [bits64(3)]: ({ point }, r) => (point.timeUnixNano = BigInt(r.fixed64())),
    [bits64(4)]: ({ point }, r) => (point.count = BigInt(r.fixed64())),
    [bits64(5)]: ({ point }, r) => (point.sum = r.double()),
    [varint(6)]: (histogram, r) => (histogram.scale = r.sint32()),
    [bits64(7)]: (histogram, r) => (histogram.zeroCount = BigInt(r.fixed64())),
    [sized(8)]: (histogram, r) => (histogram.positive = readBuckets(r)),
    [sized(9)]: (histogram, r) => (histogram.negative = readBuckets(r)),
  },
);

const readQuantile = message(() => ({ quantile: 0, value: 0 }), {
  [bits64(1)]: (at, r) => (at.quantile = r.double()),
  [bits64(2)]: (at, r) => (at.value = r.double()),
});

const readSummaryPoint = message((): Summary => ({ point: unsetMetricPoint(), quantiles: [] }), {
  [bits64(2)]: ({ point }, r) => (point.startTimeUnixNano = BigInt(r.fixed64())),
  [bits64(3)]: ({ point }, r) => (point.timeUnixNano = BigInt(r.fixed64())),
  [bits64(4)]: ({ point }, r) => (point.count = BigInt(r.fixed64())),
  [bits64(5)]: ({ point }, r) => (point.sum = r.double()),
  [sized(6)]: (summary, r) => summary.quantiles.push(readQuantile(r)),
  [sized(7)]: ({ point }, r) => readAttribute(point.attributes, r),
});

const readData = (type: Metric["type"], addPoint: (metric: Metric, r: OtlpReader) => void) =>
  message(() => ({ ...unsetMetric(), type }), {
    [sized(1)]: addPoint,
    [varint(2)]: (metric, r) => (metric.temporality = toByte(r.int32())),
    [varint(3)]: (metric, r) => (metric.monotonic = r.bool()),
  });

const addNumberPoint = (metric: Metric, r: OtlpReader) => metric.points.push(readNumberPoint(r));
const readGauge = readData("gauge", addNumberPoint);
const readSum = readData("sum", addNumberPoint);
const readHistogram = readData("histogram", (metric, r) =>
  metric.points.push(readHistogramPoint(r)),
);
const readExponential = readData("exponential_histogram", (metric, r) => {
  const { point, ...histogram } = readExponentialPoint(r);
  metric.points.push(Object.assign(point, toExplicitBuckets(histogram)));
});
const readSummary = readData("summary", (metric, r) => addSummary(metric, readSummaryPoint(r)));

const readMetric = message(() => ({ name: "", unit: "", data: unsetMetric() }), {
  [sized(1)]: (metric, r) => (metric.name = r.string()),
  [sized(3)]: (metric, r) => (metric.unit = r.string()),
  [sized(5)]: (metric, r) => (metric.data = readGauge(r)),
  [sized(7)]: (metric, r) => (metric.data = readSum(r)),
  [sized(9)]: (metric, r) => (metric.data = readHistogram(r)),
  [sized(10)]: (metric, r) => (metric.data = readExponential(r)),
  [sized(11)]: (metric, r) => (metric.data = readSummary(r)),
});

/** Decodes an `ExportMetricsServiceRequest` into its data points. */
export const readMetrics = request<OtlpMetricPoint>((points, r) => {
  const { data, name, unit } = readMetric(r);
  for (const point of flattenMetric({ ...data, name, unit })) points.push(point);
});

function readPacked(reader: OtlpReader, readOne: () => void): void {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new DecodeError("a packed field is longer than the request");
  while (reader.pos < end) readOne();
}

/** One OTLP metric data point: the row of table `metric_points`. */
export interface MetricPointRecord {
  project: string;
  name: string;
  type: "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";
  unit: string;
  service: string;
  timeUnixNano: bigint;
  startUnixNano: bigint;
  seriesId: string; // hash of resource, scope and attributes
  attributes: Record<string, string>;
  resource: string; // OTLP/JSON Resource
  monotonic: boolean;
  temporality: number; // OTLP AggregationTemporality
  value: number; // gauge and sum
  count: bigint; // histograms and summaries
  sum: number;
  bounds: number[];
  bucketCounts: bigint[];
  receivedUnixMs: number;
}

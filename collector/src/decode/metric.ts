import type { OtlpMetricPoint } from "./otlp.ts";

/** A metric with its points, before the two are made one. */
export interface Metric {
  name: string;
  unit: string;
  type: OtlpMetricPoint["type"];
  monotonic: boolean;
  temporality: number;
  points: OtlpMetricPoint[];
}

export interface Summary {
  point: OtlpMetricPoint;
  quantiles: { quantile: number; value: number }[];
}

export const unsetMetric = (): Metric => ({
  name: "",
  unit: "",
  type: "gauge",
  monotonic: false,
  temporality: 0,
  points: [],
});

/** The points, each with what it needs to know of its metric. */
export function flattenMetric({ points, ...metric }: Metric): OtlpMetricPoint[] {
  return points.map((point) => Object.assign(point, metric));
}

/**
 * Adds a summary as Prometheus writes one: a point with count and sum, and for each quantile a point
 * with its value and an attribute `quantile`.
 */
export function addSummary(metric: Metric, { point, quantiles }: Summary): void {
  metric.points.push(point);
  for (const { quantile, value } of quantiles) {
    const attributes = new Map(point.attributes).set("quantile", quantile);
    metric.points.push({ ...point, attributes, value, count: 0n, sum: 0 });
  }
}

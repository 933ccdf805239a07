import type { MetricPointRecord } from "../../records/metric-point.ts";
import { array } from "../array-column.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import { map } from "../map-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<MetricPointRecord>();

/** Writes rows of table `metric_points`. */
export const createMetricPointsEncoder = () =>
  new TableEncoder([
    column("project", lowCardinality(), (point) => point.project),
    column("name", lowCardinality(), (point) => point.name),
    column("type", lowCardinality(), (point) => point.type),
    column("unit", lowCardinality(), (point) => point.unit),
    column("service", lowCardinality(), (point) => point.service),
    column("time", scalar.unixNano(), (point) => point.timeUnixNano),
    column("start_time", scalar.unixNano(), (point) => point.startUnixNano),
    column("series_id", scalar.text(), (point) => point.seriesId),
    column("attributes", map(lowCardinality(), scalar.text()), (point) => point.attributes),
    column("resource", scalar.text(), (point) => point.resource),
    column("monotonic", scalar.bool(), (point) => point.monotonic),
    column("temporality", scalar.uint8(), (point) => point.temporality),
    column("value", scalar.float64(), (point) => point.value),
    column("count", scalar.bigUint64(), (point) => point.count),
    column("sum", scalar.float64(), (point) => point.sum),
    column("bounds", array(scalar.float64()), (point) => point.bounds),
    column("bucket_counts", array(scalar.bigUint64()), (point) => point.bucketCounts),
    column("received_at", scalar.unixMs(), (point) => point.receivedUnixMs),
  ]);

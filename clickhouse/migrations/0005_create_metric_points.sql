-- OTLP metric data points, stored simply. Never added to any total that is computed from spans.
CREATE TABLE IF NOT EXISTS metric_points{local} {on_cluster}
(
    project        LowCardinality(String),
    name           LowCardinality(String),
    type           LowCardinality(String),                         -- 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary'
    unit           LowCardinality(String),
    service        LowCardinality(String),
    time           DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    start_time     DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    series_id      String CODEC(ZSTD(1)),                          -- hash of resource, scope and attributes
    attributes     Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    resource       String CODEC(ZSTD(3)),                          -- OTLP/JSON Resource
    monotonic      UInt8,
    temporality    UInt8,                                          -- OTLP AggregationTemporality
    value          Float64 CODEC(ZSTD(1)),                         -- gauge and sum
    count          UInt64 CODEC(T64, ZSTD(1)),                     -- histograms and summaries
    sum            Float64 CODEC(ZSTD(1)),
    bounds         Array(Float64) CODEC(ZSTD(1)),
    bucket_counts  Array(UInt64) CODEC(ZSTD(1)),
    received_at    DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver            UInt64 CODEC(ZSTD(1)),
    is_deleted     UInt8
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(time < toDateTime('2026-01-01 00:00:00', 'UTC'), toDate('2025-12-29'), toMonday(time))
ORDER BY (project, name, time, series_id)
TTL toDateTime(received_at) + toIntervalDay({span_retention_days})
SETTINGS ttl_only_drop_parts = 1,
         materialize_ttl_recalculate_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS metric_points {on_cluster} AS metric_points_local
ENGINE = Distributed('{cluster}', currentDatabase(), metric_points_local, cityHash64(project, series_id));

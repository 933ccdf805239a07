-- OTLP log records. Those with a trace and span id are shown on, and read into, their span.
CREATE TABLE IF NOT EXISTS log_events{local} {on_cluster}
(
    project         LowCardinality(String),
    trace_id        String CODEC(ZSTD(1)),                          -- '' without trace context
    span_id         String CODEC(ZSTD(1)),
    time            DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    record_id       String CODEC(ZSTD(1)),                          -- hash of the record: a re-sent one is the same
    event_name      LowCardinality(String),
    severity        UInt8,                                          -- OTLP SeverityNumber
    service         LowCardinality(String),
    session_id      String CODEC(ZSTD(1)),
    body            String CODEC(ZSTD(3)),                          -- OTLP/JSON AnyValue, '' for none
    attributes      String CODEC(ZSTD(3)),                          -- OTLP/JSON KeyValue list
    resource        String CODEC(ZSTD(3)),
    scope           String CODEC(ZSTD(3)),
    received_at     DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver             UInt64 CODEC(ZSTD(1)),
    is_deleted      UInt8,

    INDEX time_range time TYPE minmax GRANULARITY 1
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(time < toDateTime('2026-01-01 00:00:00', 'UTC'), toDate('2025-12-29'), toMonday(time))
ORDER BY (project, trace_id, span_id, time, record_id)
TTL toDateTime(received_at) + toIntervalDay({content_retention_days})
SETTINGS index_granularity = 2048, ttl_only_drop_parts = 1,
         materialize_ttl_recalculate_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS log_events {on_cluster} AS log_events_local
ENGINE = Distributed('{cluster}', currentDatabase(), log_events_local, cityHash64(project, if(trace_id = '', record_id, trace_id)));

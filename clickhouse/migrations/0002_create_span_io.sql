-- What is heavy about a span: everything its sender said, word for word. Prompts, outputs and tool I/O
-- are read out of the raw attributes when somebody looks, so a better reader mends old spans too.
-- Sorted by trace, so that the history each model call repeats compresses and a trace is one seek.
CREATE TABLE IF NOT EXISTS span_io{local} {on_cluster}
(
    project                LowCardinality(String),
    trace_id               String CODEC(ZSTD(1)),
    span_id                String CODEC(ZSTD(1)),
    start_time             DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),  -- the same as in spans
    attributes             String CODEC(ZSTD(3)),   -- OTLP/JSON KeyValue list
    events                 String CODEC(ZSTD(3)),   -- OTLP/JSON Event list
    links                  String CODEC(ZSTD(3)),   -- OTLP/JSON Link list
    resource               String CODEC(ZSTD(3)),   -- OTLP/JSON Resource
    scope                  String CODEC(ZSTD(3)),   -- OTLP/JSON InstrumentationScope
    schema_url             LowCardinality(String),
    trace_state            String CODEC(ZSTD(1)),
    otlp_kind              UInt8,                    -- SpanKind as sent
    otlp_flags             UInt32 CODEC(T64, ZSTD(1)),
    sent_start_unix_nano   UInt64 CODEC(ZSTD(1)),   -- as sent, before any clamping
    sent_end_unix_nano     UInt64 CODEC(ZSTD(1)),
    dropped_attributes     UInt32 CODEC(T64, ZSTD(1)),
    dropped_events         UInt32 CODEC(T64, ZSTD(1)),
    dropped_links          UInt32 CODEC(T64, ZSTD(1)),
    new_input              String CODEC(ZSTD(3)),   -- the newest user or tool message, never the history
    output                 String CODEC(ZSTD(3)),   -- what the model or the tool answered, as text
    received_at            DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver                    UInt64 CODEC(ZSTD(1)),
    is_deleted             UInt8,

    INDEX new_input_text new_input TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(new_input)),
    INDEX output_text    output    TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(output))
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(start_time < toDateTime('2026-01-01 00:00:00', 'UTC'), toDate('2025-12-29'), toMonday(start_time))
ORDER BY (project, trace_id, span_id, start_time)
TTL toDateTime(received_at) + toIntervalDay({content_retention_days})
SETTINGS index_granularity = 1024,
         ttl_only_drop_parts = 1,
         materialize_ttl_recalculate_only = 1,
         min_age_to_force_merge_seconds = 21600,
         min_age_to_force_merge_on_partition_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS span_io {on_cluster} AS span_io_local
ENGINE = Distributed('{cluster}', currentDatabase(), span_io_local, cityHash64(project, trace_id));

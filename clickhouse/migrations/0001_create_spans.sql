-- One logical row for each (project, start_time, trace_id, span_id): what lists, charts, filters and
-- the trace skeleton read. Narrow on purpose: content lives in span_io.
-- Kept for so many days after receipt, so that an old trace can be sent in. Dates before 2026 share one
-- partition: no batch, whatever its dates, can open partitions without bound.
-- Sums read it with FINAL; lists and traces without FINAL and with LIMIT 1 BY trace_id, span_id.
CREATE TABLE IF NOT EXISTS spans{local} {on_cluster}
(
    project                LowCardinality(String),
    trace_id               String CODEC(ZSTD(1)),                          -- 32 lowercase hex digits
    span_id                String CODEC(ZSTD(1)),                          -- 16 lowercase hex digits
    parent_span_id         String CODEC(ZSTD(1)),                          -- '' for a root
    start_time             DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),  -- clamped to what can be: see normalize
    duration_ns            UInt64 CODEC(T64, ZSTD(1)),
    name                   LowCardinality(String) CODEC(ZSTD(1)),
    kind                   LowCardinality(String),
    status                 Enum8('unset' = 0, 'ok' = 1, 'error' = 2),
    status_message         String CODEC(ZSTD(1)),
    error_type             LowCardinality(String),
    service                LowCardinality(String),
    environment            LowCardinality(String),
    scope                  LowCardinality(String),
    convention             LowCardinality(String),                         -- the rule set that matched
    agent                  LowCardinality(String),
    agent_id               String CODEC(ZSTD(1)),
    agent_version          LowCardinality(String),
    workflow               LowCardinality(String),
    provider               LowCardinality(String),
    model                  LowCardinality(String),                         -- the response's, else the request's
    request_model          LowCardinality(String),
    response_id            String CODEC(ZSTD(1)),
    tool                   LowCardinality(String),
    tool_call_id           String CODEC(ZSTD(1)),
    requested_tools        Array(LowCardinality(String)) CODEC(ZSTD(1)),   -- tool calls in the model's answer
    finish_reason          LowCardinality(String),
    session_id             String CODEC(ZSTD(1)),
    user_id                String CODEC(ZSTD(1)),
    business_unit          LowCardinality(String),
    use_case               LowCardinality(String),
    tags                   Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    labels                 Array(LowCardinality(String)) CODEC(ZSTD(1)),
    usage_source           Enum8('none' = 0, 'provider' = 1, 'estimated' = 2, 'derived' = 3, 'aggregate' = 4),
    counted                UInt8,                                          -- 1: one call to a provider, counts in totals
    input_tokens           UInt64 CODEC(T64, ZSTD(1)),                     -- includes cache reads and writes
    output_tokens          UInt64 CODEC(T64, ZSTD(1)),                     -- includes reasoning
    cache_read_tokens      UInt64 CODEC(T64, ZSTD(1)),
    cache_write_tokens     UInt64 CODEC(T64, ZSTD(1)),                     -- includes the 1 h writes
    cache_write_1h_tokens  UInt64 CODEC(T64, ZSTD(1)),
    reasoning_tokens       UInt64 CODEC(T64, ZSTD(1)),
    audio_input_tokens     UInt64 CODEC(T64, ZSTD(1)),
    audio_output_tokens    UInt64 CODEC(T64, ZSTD(1)),
    reported_cost_nano_usd Nullable(Int64) CODEC(ZSTD(1)),                 -- what the sender said; NULL: nothing
    stream                 UInt8,
    ttft_ns                UInt64 CODEC(T64, ZSTD(1)),                     -- 0: not reported
    input_preview          String CODEC(ZSTD(3)),                          -- at most 256 code points
    output_preview         String CODEC(ZSTD(3)),
    content_bytes          UInt64 CODEC(T64, ZSTD(1)),                     -- of the raw attributes and events
    event_count            UInt32 CODEC(T64, ZSTD(1)),
    link_count             UInt32 CODEC(T64, ZSTD(1)),
    flags                  UInt32 CODEC(T64, ZSTD(1)),                     -- bits: see records/span.ts
    attributes             Map(LowCardinality(String), String) CODEC(ZSTD(1)), -- short scalars, to filter by
    attribute_pairs        Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)),
    end_time               DateTime64(9, 'UTC') ALIAS addNanoseconds(start_time, duration_ns),
    received_at            DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver                    UInt64 CODEC(ZSTD(1)),                          -- the highest wins: see records/span.ts
    is_deleted             UInt8,

    INDEX trace_id_filter   trace_id        TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX session_id_filter session_id      TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_id_filter    user_id         TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX start_time_range  start_time      TYPE minmax GRANULARITY 1,
    INDEX attribute_text    attribute_pairs TYPE text(tokenizer = 'array')
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(start_time < toDateTime('2026-01-01 00:00:00', 'UTC'), toDate('2025-12-31'), toDate(start_time))
PRIMARY KEY (project, start_time)
ORDER BY (project, start_time, trace_id, span_id)
TTL toDateTime(received_at) + toIntervalDay({span_retention_days})
SETTINGS index_granularity = 2048,
         ttl_only_drop_parts = 1,
         materialize_ttl_recalculate_only = 1,
         min_age_to_force_merge_seconds = 21600,
         min_age_to_force_merge_on_partition_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS spans {on_cluster} AS spans_local
ENGINE = Distributed('{cluster}', currentDatabase(), spans_local, cityHash64(project, trace_id));

-- Evaluation results, human ratings and user feedback. Of two rows of one identity the one
-- received later wins.
CREATE TABLE IF NOT EXISTS scores{local} {on_cluster}
(
    project      LowCardinality(String),
    trace_id     String CODEC(ZSTD(1)),
    span_id      String CODEC(ZSTD(1)),                          -- '' for a score of the whole trace
    score_id     String CODEC(ZSTD(1)),
    time         DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    name         LowCardinality(String),
    source       LowCardinality(String),                         -- 'otlp' | 'evaluator' | 'human'
    evaluator    LowCardinality(String),
    value        Nullable(Float64) CODEC(ZSTD(1)),               -- NULL: a label only
    label        String CODEC(ZSTD(1)),
    explanation  String CODEC(ZSTD(3)),
    response_id  String CODEC(ZSTD(1)),
    received_at  DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver          UInt64 CODEC(ZSTD(1)),
    is_deleted   UInt8,

    INDEX trace_id_filter trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(time < toDateTime('2026-01-01 00:00:00', 'UTC'), toDate('2025-12-29'), toMonday(time))
ORDER BY (project, name, time, trace_id, span_id, score_id)
TTL toDateTime(received_at) + toIntervalDay({span_retention_days})
SETTINGS ttl_only_drop_parts = 1,
         materialize_ttl_recalculate_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS scores {on_cluster} AS scores_local
ENGINE = Distributed('{cluster}', currentDatabase(), scores_local, cityHash64(project, trace_id));

-- What calls cost. One row for each counted call, and behind it rows that adjust it: a row that was
-- booked is never made another amount, so sums of a period that is told today are the same tomorrow.
-- Amounts are pico-dollars (1e-12): list prices times tokens, exactly.
-- Kept without end: a ledger outlives the spans it was made from. Sums read it with FINAL.
CREATE TABLE IF NOT EXISTS charges{local} {on_cluster}
(
    project            LowCardinality(String),
    period             Date,                                          -- first day of the month it is booked in
    trace_id           String CODEC(ZSTD(1)),
    span_id            String CODEC(ZSTD(1)),
    line               LowCardinality(String),                        -- 'model' | 'embedding' | 'judge' | 'tool' | 'retrieval' | 'human'
    sequence           UInt32 CODEC(T64, ZSTD(1)),                    -- 0: the charge itself; then its adjustments
    time               DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), -- the start of the span
    reason             LowCardinality(String),                        -- of an adjustment; '' for the charge
    late               UInt8,                                         -- 1: its own month was closed when it was booked
    provider           LowCardinality(String),
    model              LowCardinality(String),
    service            LowCardinality(String),
    environment        LowCardinality(String),
    agent              LowCardinality(String),
    business_unit      LowCardinality(String),                        -- '': nobody's yet
    cost_project       LowCardinality(String),
    use_case           LowCardinality(String),
    customer           LowCardinality(String),
    cost_center        LowCardinality(String),
    failed             UInt8,                                         -- 1: the call failed, and may have cost all the same
    calls              Int32 CODEC(T64, ZSTD(1)),                     -- 1 for a charge; what an adjustment changes
    unpriced           Int32 CODEC(T64, ZSTD(1)),                     -- 1: nothing is known of the price; -1: now it is
    units              Array(LowCardinality(String)) CODEC(ZSTD(1)),  -- what was billed: see price-card.ts
    quantities         Array(Int64) CODEC(ZSTD(1)),
    prices_pico_usd    Array(Int64) CODEC(ZSTD(1)),                   -- for so many units as `pers` says
    pers               Array(Int64) CODEC(ZSTD(1)),
    amounts_pico_usd   Array(Int64) CODEC(ZSTD(1)),
    computed_pico_usd  Nullable(Int64) CODEC(ZSTD(1)),                -- usage times price; NULL: no price, or no usage
    reported_pico_usd  Nullable(Int64) CODEC(ZSTD(1)),                -- what the sender said; NULL: nothing
    cost_pico_usd      Nullable(Int64) CODEC(ZSTD(1)),                -- the one that counts; NULL: unknown, not zero
    rule               LowCardinality(String),                        -- which: 'computed' | 'reported' | 'none'
    price_card         UInt32 CODEC(ZSTD(1)),                         -- the version of the price; 0: none
    price_source       LowCardinality(String),
    booked_at          DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ver                UInt64 CODEC(ZSTD(1)),
    is_deleted         UInt8,

    INDEX trace_id_filter trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX time_range      time     TYPE minmax GRANULARITY 1
)
ENGINE = {replacing_merge_tree(ver, is_deleted)}
PARTITION BY if(period < toDate('2026-01-01'), toDate('2025-12-01'), period)
ORDER BY (project, period, trace_id, span_id, line, sequence)
SETTINGS index_granularity = 2048,
         min_age_to_force_merge_seconds = 3600,
         min_age_to_force_merge_on_partition_only = 1;

{cluster_only}
CREATE TABLE IF NOT EXISTS charges {on_cluster} AS charges_local
ENGINE = Distributed('{cluster}', currentDatabase(), charges_local, cityHash64(project, trace_id));

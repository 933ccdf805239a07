-- What was received last is asked for every few seconds, by whatever follows spans as they come in.
-- Spans come in nearly in the order of their starts, so few granules hold what is new.
ALTER TABLE spans{local} {on_cluster} ADD INDEX IF NOT EXISTS received_at_range received_at TYPE minmax GRANULARITY 1;

export type { ColumnShape, Columns } from "./columns.ts";
export { Database, type ReadLimits, type WriteSummary } from "./database.ts";
export type { EngineEnd } from "./engine/embedded-engine.ts";
export { erase, type Erasure } from "./erase.ts";
export { StoreError } from "./errors.ts";
export { migrate, readMigrations, type MigrateOptions, type MigrationReport } from "./migrate.ts";
export { defaultRetention, type Dialect, type Retention } from "./render-migration.ts";
export type { Rows } from "./records/index.ts";
export { ByteBuffer } from "./native/byte-buffer.ts";
export { encodeRows, RowEncoder, type TableBlock } from "./native/encode-rows.ts";
export { type NativeBlock, readBlock } from "./native/slice-block.ts";
export { encodeCharges } from "./native/tables/charges.ts";
export {
  InternedColumn,
  type OwnColumn,
  OwnMapColumn,
  PlainOwnColumn,
} from "./native/own-columns.ts";
export { TextTable } from "./native/text-table.ts";
export { createStore, type Store } from "./store.ts";
export { allTime, type Intervals, type Period } from "./queries/period.ts";
export type { ChargeableSpan } from "./queries/chargeable-spans.ts";
export type { CostFilter, CostQuery } from "./queries/cost-filter.ts";
export type { CostSum } from "./queries/cost-report.ts";
export { type FocusColumn, focusColumns } from "./queries/focus-rows.ts";
export type { ReceiptPlace, ReceivedTrace } from "./queries/received-traces.ts";
export type { RunningSpan } from "./queries/changed-traces.ts";
export type { EngineHealth } from "./queries/engine-health.ts";
export type { SessionAggregate } from "./queries/session-aggregate.ts";
export type { SessionPlace } from "./queries/list-sessions.ts";
export type { TracePlace } from "./queries/list-traces.ts";
export type { StepInterval, StepLatency } from "./queries/latency-report.ts";
export type { TraceOrder } from "./queries/sorted-traces.ts";
export type { SpanContentRow } from "./queries/span-content.ts";
export type { SpanLog } from "./queries/span-logs.ts";
export type { SpanRow } from "./queries/span-row.ts";
export type { SpanScore } from "./queries/span-scores.ts";
export type { TraceAggregate } from "./queries/trace-aggregate.ts";
export { facetNames, facetValuesMax } from "./queries/trace-facets.ts";
export type { SpanTextColumn, TraceCondition } from "./queries/trace-condition.ts";
export { noFilter, type TraceFilter } from "./queries/trace-filter.ts";
export type { TraceSpans } from "./queries/trace-spans.ts";
export type { TraceCalls } from "./queries/trace-calls.ts";
export type { TraceDecisions } from "./queries/trace-decisions.ts";
export type { TraceTree } from "./queries/trace-tree.ts";
export {
  usageDimensions,
  type UsageDimension,
  type UsageInterval,
  type UsageSum,
} from "./queries/usage-report.ts";

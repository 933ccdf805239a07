export {
  type ChargeLine,
  chargeLines,
  type ChargeOwner,
  type ChargePosition,
  type ChargeRecord,
} from "./charge.ts";
export type { LogEventRecord } from "./log-event.ts";
export type { MetricPointRecord } from "./metric-point.ts";
export { noRows, type Rows } from "./rows.ts";
export type { ScoreRecord } from "./score.ts";
export {
  noUsage,
  type SpanIoRecord,
  type SpanKind,
  type SpanRecord,
  type SpanStatus,
  spanFlags,
  spanKinds,
  spanStatuses,
  type TokenUsage,
  type UsageSource,
  usageSources,
} from "./span.ts";

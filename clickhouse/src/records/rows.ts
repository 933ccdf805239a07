import type { LogEventRecord } from "./log-event.ts";
import type { MetricPointRecord } from "./metric-point.ts";
import type { ScoreRecord } from "./score.ts";
import type { SpanIoRecord, SpanRecord } from "./span.ts";

/** Records on their way into storage, by table. A span and its io are two rows. */
export interface Rows {
  spans: SpanRecord[];
  spanIo: SpanIoRecord[];
  logEvents: LogEventRecord[];
  scores: ScoreRecord[];
  metricPoints: MetricPointRecord[];
}

export const noRows = (): Rows => ({
  spans: [],
  spanIo: [],
  logEvents: [],
  scores: [],
  metricPoints: [],
});

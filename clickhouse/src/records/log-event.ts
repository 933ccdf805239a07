/**
 * One OTLP log record: the row of table `log_events`. Identity is (project, traceId, spanId, time,
 * recordId). JSON texts are in the OTLP/JSON mapping.
 */
export interface LogEventRecord {
  project: string;
  traceId: string; // "" without trace context
  spanId: string; // "" without trace context
  timeUnixNano: bigint;
  recordId: string; // hash of the record, so that one sent twice is one
  eventName: string; // "" when it is not an event
  severity: number; // OTLP SeverityNumber, 0 for none
  service: string;
  sessionId: string;
  body: string; // AnyValue, "" for none
  attributes: string; // KeyValue list
  resource: string;
  scope: string;
  receivedUnixMs: number;
}

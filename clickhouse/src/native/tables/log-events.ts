import type { LogEventRecord } from "../../records/log-event.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<LogEventRecord>();

/** Writes rows of table `log_events`. */
export const createLogEventsEncoder = () =>
  new TableEncoder([
    column("project", lowCardinality(), (log) => log.project),
    column("trace_id", scalar.text(), (log) => log.traceId),
    column("span_id", scalar.text(), (log) => log.spanId),
    column("time", scalar.unixNano(), (log) => log.timeUnixNano),
    column("record_id", scalar.text(), (log) => log.recordId),
    column("event_name", lowCardinality(), (log) => log.eventName),
    column("severity", scalar.uint8(), (log) => log.severity),
    column("service", lowCardinality(), (log) => log.service),
    column("session_id", scalar.text(), (log) => log.sessionId),
    column("body", scalar.text(), (log) => log.body),
    column("attributes", scalar.text(), (log) => log.attributes),
    column("resource", scalar.text(), (log) => log.resource),
    column("scope", scalar.text(), (log) => log.scope),
    column("received_at", scalar.unixMs(), (log) => log.receivedUnixMs),
  ]);

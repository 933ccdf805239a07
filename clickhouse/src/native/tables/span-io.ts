import type { SpanIoRecord } from "../../records/span.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<SpanIoRecord>();

/** Writes rows of table `span_io`. */
export const createSpanIoEncoder = () =>
  new TableEncoder([
    column("project", lowCardinality(), (io) => io.project),
    column("trace_id", scalar.text(), (io) => io.traceId),
    column("span_id", scalar.text(), (io) => io.spanId),
    column("start_time", scalar.unixNano(), (io) => io.startUnixNano),
    column("attributes", scalar.text(), (io) => io.attributes),
    column("events", scalar.text(), (io) => io.events),
    column("links", scalar.text(), (io) => io.links),
    column("resource", scalar.text(), (io) => io.resource),
    column("scope", scalar.text(), (io) => io.scope),
    column("schema_url", lowCardinality(), (io) => io.schemaUrl),
    column("trace_state", scalar.text(), (io) => io.traceState),
    column("otlp_kind", scalar.uint8(), (io) => io.otlpKind),
    column("otlp_flags", scalar.uint32(), (io) => io.otlpFlags),
    column("sent_start_unix_nano", scalar.bigUint64(), (io) => io.sentStartUnixNano),
    column("sent_end_unix_nano", scalar.bigUint64(), (io) => io.sentEndUnixNano),
    column("dropped_attributes", scalar.uint32(), (io) => io.droppedAttributes),
    column("dropped_events", scalar.uint32(), (io) => io.droppedEvents),
    column("dropped_links", scalar.uint32(), (io) => io.droppedLinks),
    column("new_input", scalar.text(), (io) => io.newInput),
    column("output", scalar.text(), (io) => io.output),
    column("received_at", scalar.unixMs(), (io) => io.receivedUnixMs),
    column("ver", scalar.bigUint64(), (io) => io.ver),
  ]);

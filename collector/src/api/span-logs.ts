import type { SpanLog } from "@spanward/clickhouse";
import { readAnyValue, readAttributes } from "../decode/json/attributes.ts";
import type { Attributes, AttributeValue } from "../decode/otlp.ts";
import { beginReading, nestingCeiling } from "../decode/value-limits.ts";
import { textOf } from "../normalize/attributes/json.ts";
import type { SpanContent } from "../normalize/content.ts";
import { fieldsOf } from "../normalize/logs/log-fields.ts";
import { mergeConversations } from "../normalize/messages/read-conversation.ts";
import { readMessageEvents } from "../normalize/messages/read-events.ts";
import type { SpanDetail } from "./answers/span-detail.ts";
import type { Bodies } from "./bodies.ts";
import { formatInstant } from "./instant.ts";
import { showAttributes } from "./span-attributes.ts";

/** A log record of a span, read back. */
export interface DecodedLog {
  eventName: string;
  timeUnixNano: bigint;
  severity: number;
  body: AttributeValue;
  attributes: Attributes;
}

export function decodeLog(log: SpanLog): DecodedLog {
  const reading = beginReading(asStored);
  return {
    eventName: log.eventName,
    timeUnixNano: log.timeUnixNano,
    severity: log.severity,
    body: readAnyValue(parse(log.body), reading),
    attributes: readAttributes(parse(log.attributes), reading),
  };
}

// What was stored has passed the limits; it is read back whole.
const asStored = { nesting: nestingCeiling, textBytes: Number.MAX_SAFE_INTEGER };
const parse = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

/** What was said in a span, with the messages that came as log records where the span has none itself. */
export function withMessagesOf(logs: DecodedLog[], content: SpanContent): SpanContent {
  const events = logs.map((log) => ({
    name: log.eventName,
    fields: Object.fromEntries(fieldsOf(log)),
  }));
  return { ...content, ...mergeConversations(content, readMessageEvents(events)) };
}

/** Log records for display. */
export function showLogs(logs: DecodedLog[], bodies: Bodies): SpanDetail["logs"] {
  return logs.map((log, i) => ({
    eventName: log.eventName,
    time: formatInstant(log.timeUnixNano),
    severity: log.severity,
    body: log.body === null ? null : bodies.cut(`logs.${i}`, textOf(log.body)),
    attributes: showAttributes(`logs.${i}.attributes`, log.attributes, bodies),
  }));
}

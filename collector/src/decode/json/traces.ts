import type { ValueReading } from "../value-limits.ts";
import type { OtlpEvent, OtlpLink, OtlpSpan } from "../otlp.ts";
import { unsetResource, unsetScope } from "../unset.ts";
import { readAttributes } from "./attributes.ts";
import * as field from "./fields.ts";
import { jsonRequest } from "./request.ts";

const spanKinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
  (name) => `SPAN_KIND_${name}`,
);
const statusCodes = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];
const names = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };

/** Decodes an `ExportTraceServiceRequest`. Ids are hex in lower case, whatever their length. */
export const readTraces = jsonRequest<OtlpSpan>(names, (json, reading) => {
  reading.cut = false;
  const span = readSpan(json, reading);
  return [reading.cut ? { ...span, valueCut: true } : span];
});

function readSpan(json: unknown, reading: ValueReading): OtlpSpan {
  const span = field.readMessage(json, "a span");
  const events = field.readList(span["events"], "events");
  const links = field.readList(span["links"], "links");
  return {
    traceId: field.readId(span["traceId"]),
    spanId: field.readId(span["spanId"]),
    parentSpanId: field.readId(span["parentSpanId"]),
    traceState: field.readText(span["traceState"]),
    flags: field.readUint32(span["flags"]),
    name: field.readText(span["name"]),
    kind: field.readEnum(span["kind"], spanKinds),
    startTimeUnixNano: field.readUint64(span["startTimeUnixNano"]),
    endTimeUnixNano: field.readUint64(span["endTimeUnixNano"]),
    attributes: readAttributes(span["attributes"], reading),
    droppedAttributesCount: field.readUint32(span["droppedAttributesCount"]),
    events: events.map((event) => readEvent(event, reading)),
    droppedEventsCount: field.readUint32(span["droppedEventsCount"]),
    links: links.map((link) => readLink(link, reading)),
    droppedLinksCount: field.readUint32(span["droppedLinksCount"]),
    status: readStatus(span["status"]),
    resource: unsetResource(),
    scope: unsetScope(),
  };
}

export function readEvent(json: unknown, reading: ValueReading): OtlpEvent {
  const event = field.readMessage(json, "an event");
  return {
    timeUnixNano: field.readUint64(event["timeUnixNano"]),
    name: field.readText(event["name"]),
    attributes: readAttributes(event["attributes"], reading),
    droppedAttributesCount: field.readUint32(event["droppedAttributesCount"]),
  };
}

export function readLink(json: unknown, reading: ValueReading): OtlpLink {
  const link = field.readMessage(json, "a link");
  return {
    traceId: field.readId(link["traceId"]),
    spanId: field.readId(link["spanId"]),
    traceState: field.readText(link["traceState"]),
    attributes: readAttributes(link["attributes"], reading),
    flags: field.readUint32(link["flags"]),
  };
}

function readStatus(json: unknown): OtlpSpan["status"] {
  const status = field.readOptionalMessage(json, "status");
  return {
    code: field.readEnum(status["code"], statusCodes),
    message: field.readText(status["message"]),
  };
}

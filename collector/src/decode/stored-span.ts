import type { SpanIoRecord, SpanRecord } from "@spanward/clickhouse/records";
import { readAttributes } from "./json/attributes.ts";
import { readList } from "./json/fields.ts";
import { readResource, readScope } from "./json/request.ts";
import { readEvent, readLink } from "./json/traces.ts";
import { beginReading, nestingCeiling } from "./value-limits.ts";
import type { OtlpResource, OtlpScope, OtlpSpan } from "./otlp.ts";
import {
  encodeAttributes,
  encodeEvents,
  encodeLinks,
  encodeResource,
  encodeScope,
} from "./stored-json.ts";

/** What is kept of a span word for word: the columns of `span_io` that hold only what was sent. */
export type StoredSpan = Pick<
  SpanIoRecord,
  | "attributes"
  | "events"
  | "links"
  | "resource"
  | "scope"
  | "schemaUrl"
  | "traceState"
  | "otlpKind"
  | "otlpFlags"
  | "sentStartUnixNano"
  | "sentEndUnixNano"
  | "droppedAttributes"
  | "droppedEvents"
  | "droppedLinks"
>;

/** The columns of `spans` that are the same as what was sent. */
export type StoredIdentity = Pick<
  SpanRecord,
  "traceId" | "spanId" | "parentSpanId" | "name" | "status" | "statusMessage"
>;

/** Writes down what was sent, so that {@link decodeStoredSpan} gives the span again. */
export function encodeStoredSpan(span: OtlpSpan): StoredSpan {
  return {
    attributes: encodeAttributes(span.attributes),
    events: encodeEvents(span.events),
    links: encodeLinks(span.links),
    resource: encodeResource(span.resource),
    scope: encodeScope(span.scope),
    schemaUrl: span.scope.schemaUrl,
    traceState: span.traceState,
    otlpKind: span.kind,
    otlpFlags: span.flags,
    sentStartUnixNano: span.startTimeUnixNano,
    sentEndUnixNano: span.endTimeUnixNano,
    droppedAttributes: span.droppedAttributesCount,
    droppedEvents: span.droppedEventsCount,
    droppedLinks: span.droppedLinksCount,
  };
}

const statusCodes = { unset: 0, ok: 1, error: 2 };

/** The span as it was sent, to be normalised again by rules that know more than those of its day. */
export function decodeStoredSpan(identity: StoredIdentity, io: StoredSpan): OtlpSpan {
  const reading = readStored();
  return {
    traceId: identity.traceId,
    spanId: identity.spanId,
    parentSpanId: identity.parentSpanId,
    traceState: io.traceState,
    flags: io.otlpFlags,
    name: identity.name,
    kind: io.otlpKind,
    startTimeUnixNano: io.sentStartUnixNano,
    endTimeUnixNano: io.sentEndUnixNano,
    attributes: readAttributes(parse(io.attributes), reading),
    droppedAttributesCount: io.droppedAttributes,
    events: readList(parse(io.events), "events").map((event) => readEvent(event, reading)),
    droppedEventsCount: io.droppedEvents,
    links: readList(parse(io.links), "links").map((link) => readLink(link, reading)),
    droppedLinksCount: io.droppedLinks,
    status: { code: statusCodes[identity.status], message: identity.statusMessage },
    resource: decodeStoredResource(io.resource),
    scope: decodeStoredScope(io.scope, io.schemaUrl),
  };
}

/** Reads back what `encodeResource` wrote. */
export function decodeStoredResource(text: string): OtlpResource {
  const json: unknown = parse(text);
  const resource = readResource(json, readStored());
  const { schemaUrl } = Object(json);
  return { ...resource, schemaUrl: typeof schemaUrl === "string" ? schemaUrl : "" };
}

/** Reads back what `encodeScope` wrote. */
export const decodeStoredScope = (text: string, schemaUrl: string): OtlpScope => ({
  ...readScope(parse(text), readStored()),
  schemaUrl,
});

const parse = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

/** What is stored was within the limits of its day; they may be others now. */
const readStored = () =>
  beginReading({ nesting: nestingCeiling, textBytes: Number.POSITIVE_INFINITY });

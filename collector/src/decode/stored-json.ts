import { Buffer } from "node:buffer";
import type {
  Attributes,
  AttributeValue,
  OtlpEvent,
  OtlpLink,
  OtlpResource,
  OtlpScope,
} from "./otlp.ts";

// OTLP/JSON text, written by hand because one attribute can hold megabytes and JSON.stringify would
// first need a tree of objects. Source: opentelemetry-proto docs/specification.md, "JSON Protobuf
// Encoding".

/** A `KeyValue` list as OTLP/JSON. */
export function encodeAttributes(attributes: Attributes): string {
  return encodePairs([...attributes]);
}

/** An `AnyValue` as OTLP/JSON. Whole numbers are integers: OTLP's two kinds of number are one here. */
export function encodeAnyValue(value: AttributeValue): string {
  if (value === null) return "{}";
  if (typeof value === "string") return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  if (typeof value === "bigint") return `{"intValue":"${value}"}`;
  if (typeof value === "number") return encodeNumber(value);
  if (value instanceof Uint8Array)
    return `{"bytesValue":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"}`;
  if (Array.isArray(value))
    return `{"arrayValue":{"values":[${value.map(encodeAnyValue).join(",")}]}}`;
  return `{"kvlistValue":{"values":${encodePairs(Object.entries(value))}}}`;
}

/** An `Event` list as OTLP/JSON. */
export function encodeEvents(events: OtlpEvent[]): string {
  const texts = events.map(
    ({ attributes, droppedAttributesCount, name, timeUnixNano }) =>
      `{"timeUnixNano":"${timeUnixNano}","name":${JSON.stringify(name)},"attributes":${encodeAttributes(attributes)},"droppedAttributesCount":${droppedAttributesCount}}`,
  );
  return `[${texts.join(",")}]`;
}

/** A `Link` list as OTLP/JSON. */
export function encodeLinks(links: OtlpLink[]): string {
  const texts = links.map(
    ({ attributes, flags, spanId, traceId, traceState }) =>
      `{"traceId":"${traceId}","spanId":"${spanId}","traceState":${JSON.stringify(traceState)},"attributes":${encodeAttributes(attributes)},"flags":${flags}}`,
  );
  return `[${texts.join(",")}]`;
}

/** A `Resource` as OTLP/JSON, with the schemaUrl that OTLP keeps beside it. */
export const encodeResource = (resource: OtlpResource): string =>
  `{"attributes":${encodeAttributes(resource.attributes)},"droppedAttributesCount":${resource.droppedAttributesCount},"schemaUrl":${JSON.stringify(resource.schemaUrl)}}`;

/** An `InstrumentationScope` as OTLP/JSON. */
export const encodeScope = (scope: OtlpScope): string =>
  `{"name":${JSON.stringify(scope.name)},"version":${JSON.stringify(scope.version)},"attributes":${encodeAttributes(scope.attributes)}}`;

function encodePairs(pairs: [string, AttributeValue][]): string {
  const texts = pairs.map(
    ([key, value]) => `{"key":${JSON.stringify(key)},"value":${encodeAnyValue(value)}}`,
  );
  return `[${texts.join(",")}]`;
}

function encodeNumber(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return `{"intValue":"${value}"}`;
  return `{"doubleValue":${Number.isFinite(value) && !Object.is(value, -0) ? value : `"${Object.is(value, -0) ? "-0" : value}"`}}`;
}

import { Buffer } from "node:buffer";
import { limitText, type ValueReading, readNested } from "../value-limits.ts";
import type { AttributeObject, Attributes, AttributeValue } from "../otlp.ts";
import {
  isMessage,
  type JsonMessage,
  readInteger,
  readList,
  readOptionalMessage,
  readText,
} from "./fields.ts";

/** Decodes a `KeyValue` list. Of two attributes with one key the last one stands. */
export function readAttributes(json: unknown, reading: ValueReading): Attributes {
  const attributes: Attributes = new Map();
  for (const [key, value] of readPairs(json, reading)) attributes.set(key, value);
  return attributes;
}

/**
 * Decodes an `AnyValue`. No value is refused: a scalar that stands there bare is itself, and a number
 * that is none stays the text it is. Lists and maps deeper than the limit become a text that says so.
 */
export function readAnyValue(json: unknown, reading: ValueReading): AttributeValue {
  if (typeof json === "string") return limitText(reading, readText(json));
  if (typeof json === "number" || typeof json === "boolean") return json;
  return isMessage(json) ? readChoice(json, reading) : null;
}

function readChoice(any: JsonMessage, reading: ValueReading): AttributeValue {
  if (isSet(any["stringValue"])) return limitText(reading, readText(any["stringValue"]));
  if (isSet(any["boolValue"])) return any["boolValue"] === true || any["boolValue"] === "true";
  if (isSet(any["intValue"])) return readNumber(any["intValue"]);
  // JavaScript exporters write NaN as null.
  if (any["doubleValue"] !== undefined) return readDoubleOrText(any["doubleValue"]);
  if (isSet(any["arrayValue"]))
    return readNested(reading, () => readArray(any["arrayValue"], reading));
  if (isSet(any["kvlistValue"]))
    return readNested(reading, () => readMap(any["kvlistValue"], reading));
  if (isSet(any["bytesValue"]))
    return Uint8Array.from(Buffer.from(readText(any["bytesValue"]), "base64"));
  return null;
}

const isSet = (json: unknown): boolean => json !== undefined && json !== null;

function readArray(json: unknown, reading: ValueReading): AttributeValue {
  const values = readValues(json);
  return values ? values.map((value) => readAnyValue(value, reading)) : readText(json);
}

function readMap(json: unknown, reading: ValueReading): AttributeValue {
  const values = readValues(json);
  if (!values) return readText(json);
  const map: AttributeObject = Object.create(null);
  for (const [key, value] of readPairs(values, reading)) map[key] = value;
  return map;
}

/** The `values` of an array or a map; null when there is something else in their place. */
function readValues(json: unknown): unknown[] | null {
  const values = isMessage(json) ? (json["values"] ?? []) : json;
  return Array.isArray(values) ? values : null;
}

function readPairs(json: unknown, reading: ValueReading): [string, AttributeValue][] {
  return readList(json, "a list of attributes").map((entry) => {
    const pair = readOptionalMessage(entry, "an attribute");
    return [readText(pair["key"]), readAnyValue(pair["value"], reading)];
  });
}

function readNumber(json: unknown): AttributeValue {
  if (typeof json === "number") return json;
  const integer = readInteger(json);
  if (integer === null) return readDoubleOrText(json);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function readDoubleOrText(json: unknown): AttributeValue {
  if (typeof json === "number") return json;
  if (json === null || json === "NaN") return Number.NaN;
  const text = readText(json);
  const value = text === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}

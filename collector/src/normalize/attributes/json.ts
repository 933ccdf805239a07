import type { AttributeObject, AttributeValue } from "../../decode/otlp.ts";
import { closeCutJson } from "./close-cut-json.ts";
import { pythonToJson } from "./python-literal.ts";

/** A JSON value, as parsed from an attribute's text or as sent in structured form. */
export type Json = AttributeValue;

/** What a text held. `truncated`: its sender cut it, so that the end is missing. */
export interface ParsedJson {
  value: Json;
  truncated: boolean;
}

// A longer text stays text: one attribute must not hold up everybody else's spans.
const charactersMax = 4 * 1024 * 1024;

/**
 * Reads a text that looks like a JSON object, list or string; null when it is none. JSON inside a
 * JSON string is read too, and of a text that was cut as much as is whole.
 */
export function parseJson(text: string): ParsedJson | null {
  const start = text.trimStart()[0];
  if ((start !== "{" && start !== "[" && start !== '"') || text.length > charactersMax) return null;
  const value = tryParse(text);
  if (typeof value === "string") return parseJson(value) ?? { value, truncated: false };
  if (value !== undefined) return { value, truncated: false };
  const literal = looksPythonic.test(text) ? tryParse(pythonToJson(text)) : undefined;
  if (literal !== undefined) return { value: literal, truncated: false };
  const closed = start === '"' ? undefined : tryParse(closeCutJson(text));
  return closed === undefined || isEmpty(closed) ? null : { value: closed, truncated: true };
}

/** The structure in a value: a list or object as it is, a JSON text parsed, anything else itself. */
export function structureOf(value: Json | undefined): Json {
  if (typeof value !== "string") return value ?? null;
  return parseJson(value)?.value ?? value;
}

/** Whether a value has named fields. */
export function isObject(value: Json | undefined): value is AttributeObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/** The first of several fields that an object has with a value; undefined without any. */
export function field(value: Json | undefined, ...names: string[]): Json | undefined {
  if (!isObject(value)) return undefined;
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** The field at a path, through JSON texts on the way; undefined where the path ends early. */
export function fieldAt(value: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path.split(".")) found = field(structureOf(found), name);
  return found;
}

/** A list as it is; anything else as a list of one, and nothing as the empty list. */
export function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A value as text: texts as they are, scalars printed, structures as JSON, nothing as "". */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "object") return String(value);
  return printJson(value);
}

/** A value as JSON text. Integers past 2^53 keep every digit, as text; bytes become base64. */
export function printJson(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) => {
    if (typeof item === "bigint") return String(item);
    return item instanceof Uint8Array ? Buffer.from(item).toString("base64") : item;
  });
}

// What Python's `str()` makes of a dict or a list of them.
const looksPythonic = /^\s*(?:\{'|\[\s*\{'|\[')/;

// Prose in brackets is no JSON that was cut: nothing of it would be left.
const isEmpty = (value: Json): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;

function tryParse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

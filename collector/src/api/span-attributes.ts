import type { Attributes, AttributeValue } from "../decode/otlp.ts";
import { textOf } from "../normalize/attributes/json.ts";
import type { Attribute } from "./answers/span-detail.ts";
import type { Bodies } from "./bodies.ts";

/** Attributes for display, in the order they were sent. `part` names the list they are in. */
export function showAttributes(part: string, attributes: Attributes, bodies: Bodies): Attribute[] {
  return Array.from(attributes, ([key, value]) => ({
    key,
    type: typeOf(value),
    value: bodies.cut(`${part}.${key}`, textOf(value)),
  }));
}

function typeOf(value: AttributeValue): Attribute["type"] {
  if (value === null) return "empty";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (value instanceof Uint8Array) return "bytes";
  return Array.isArray(value) ? "array" : "object";
}

import type { Attributes, OtlpLogRecord } from "../../decode/otlp.ts";
import { isObject } from "../attributes/json.ts";
import { readText } from "../attributes/read-attribute.ts";

/**
 * The name of the event that a record is: its own field, else an attribute, else its body. "" when it
 * is a plain line of a log.
 */
export function eventNameOf(record: OtlpLogRecord): string {
  const attribute = readText(record.attributes, "event.name");
  const body = typeof record.body === "string" && eventWord.test(record.body) ? record.body : "";
  if (record.eventName !== "") return record.eventName;
  // Claude Code sends the short name as an attribute and the whole one as the body.
  return attribute === "" || body.endsWith(`.${attribute}`) ? body : attribute;
}

const eventWord = /^[a-z][\w-]*(?:\.[\w-]+)+$/;

/** What a record says: the fields of its body and its attributes, as one. */
export function fieldsOf({
  attributes,
  body,
}: Pick<OtlpLogRecord, "attributes" | "body">): Attributes {
  return isObject(body) ? new Map([...attributes, ...Object.entries(body)]) : attributes;
}

import { type Envelope, openEnvelopes, type ScopeItems } from "../envelope.ts";
import type { ValueReading } from "../value-limits.ts";
import type { OtlpResource, OtlpScope } from "../otlp.ts";
import { readAttributes } from "./attributes.ts";
import { readList, readMessage, readOptionalMessage, readText, readUint32 } from "./fields.ts";

/** How the three signals call what they nest: `resourceSpans`, `scopeSpans`, `spans`. */
export interface SignalNames {
  resources: string;
  scopes: string;
  items: string;
}

export function readResource(json: unknown, reading: ValueReading): OtlpResource {
  const resource = readOptionalMessage(json, "resource");
  return {
    attributes: readAttributes(resource["attributes"], reading),
    droppedAttributesCount: readUint32(resource["droppedAttributesCount"]),
    schemaUrl: "",
  };
}

export function readScope(json: unknown, reading: ValueReading): OtlpScope {
  const scope = readOptionalMessage(json, "scope");
  return {
    name: readText(scope["name"]),
    version: readText(scope["version"]),
    attributes: readAttributes(scope["attributes"], reading),
    schemaUrl: "",
  };
}

/**
 * Makes a decoder of an `Export…ServiceRequest` in OTLP/JSON. The three signals nest their items
 * alike; `readItems` reads one of these, which for a metric gives several.
 */
export function jsonRequest<Item extends { resource: OtlpResource; scope: OtlpScope }>(
  names: SignalNames,
  readItems: (json: unknown, reading: ValueReading) => Item[],
): (json: unknown, reading: ValueReading) => Item[] {
  function readScoped(json: unknown, reading: ValueReading): ScopeItems<Item> {
    const fields = readMessage(json, names.scopes);
    const items: Item[] = [];
    for (const item of readList(fields[names.items], names.items))
      for (const read of readItems(item, reading)) items.push(read);
    const schemaUrl = readText(fields["schemaUrl"]);
    return { scope: readScope(fields["scope"], reading), schemaUrl, items };
  }
  function readEnvelope(json: unknown, reading: ValueReading): Envelope<Item> {
    const fields = readMessage(json, names.resources);
    const scopes = readList(fields[names.scopes], names.scopes);
    return {
      resource: readResource(fields["resource"], reading),
      schemaUrl: readText(fields["schemaUrl"]),
      scopes: scopes.map((scope) => readScoped(scope, reading)),
    };
  }
  return (json, reading) => {
    const envelopes = readMessage(json, "the request")[names.resources];
    const list = readList(envelopes, names.resources);
    return openEnvelopes(list.map((envelope) => readEnvelope(envelope, reading)));
  };
}

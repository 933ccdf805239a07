import { type Envelope, openEnvelopes, type ScopeItems } from "../envelope.ts";
import type { Nesting } from "../nesting.ts";
import type { OtlpResource, OtlpScope } from "../otlp.ts";
import { readAttributes } from "./attributes.ts";
import { readList, readMessage, readOptionalMessage, readText, readUint32 } from "./fields.ts";

/** How the three signals call what they nest: `resourceSpans`, `scopeSpans`, `spans`. */
export interface SignalNames {
  resources: string;
  scopes: string;
  items: string;
}

export function readResource(json: unknown, nesting: Nesting): OtlpResource {
  const resource = readOptionalMessage(json, "resource");
  return {
    attributes: readAttributes(resource["attributes"], nesting),
    droppedAttributesCount: readUint32(resource["droppedAttributesCount"]),
    schemaUrl: "",
  };
}

export function readScope(json: unknown, nesting: Nesting): OtlpScope {
  const scope = readOptionalMessage(json, "scope");
  return {
    name: readText(scope["name"]),
    version: readText(scope["version"]),
    attributes: readAttributes(scope["attributes"], nesting),
    schemaUrl: "",
  };
}

/**
 * Makes a decoder of an `Export…ServiceRequest` in OTLP/JSON. The three signals nest their items
 * alike; `readItems` reads one of these, which for a metric gives several.
 */
export function jsonRequest<Item extends { resource: OtlpResource; scope: OtlpScope }>(
  names: SignalNames,
  readItems: (json: unknown, nesting: Nesting) => Item[],
): (json: unknown, nesting: Nesting) => Item[] {
  function readScoped(json: unknown, nesting: Nesting): ScopeItems<Item> {
    const fields = readMessage(json, names.scopes);
    const items: Item[] = [];
    for (const item of readList(fields[names.items], names.items))
      for (const read of readItems(item, nesting)) items.push(read);
    const schemaUrl = readText(fields["schemaUrl"]);
    return { scope: readScope(fields["scope"], nesting), schemaUrl, items };
  }
  function readEnvelope(json: unknown, nesting: Nesting): Envelope<Item> {
    const fields = readMessage(json, names.resources);
    const scopes = readList(fields[names.scopes], names.scopes);
    return {
      resource: readResource(fields["resource"], nesting),
      schemaUrl: readText(fields["schemaUrl"]),
      scopes: scopes.map((scope) => readScoped(scope, nesting)),
    };
  }
  return (json, nesting) => {
    const envelopes = readMessage(json, "the request")[names.resources];
    const list = readList(envelopes, names.resources);
    return openEnvelopes(list.map((envelope) => readEnvelope(envelope, nesting)));
  };
}

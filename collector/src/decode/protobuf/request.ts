import { type Envelope, openEnvelopes, type ScopeItems } from "../envelope.ts";
import type { OtlpResource, OtlpScope } from "../otlp.ts";
import { unsetResource, unsetScope } from "../unset.ts";
import { readAttribute } from "./attributes.ts";
import { message, sized, varint } from "./message.ts";
import type { OtlpReader } from "./otlp-reader.ts";

// Field numbers: opentelemetry-proto 1.11, resource/v1/resource.proto and common/v1/common.proto.

/** Decodes a `Resource`. */
export const readResource = message(unsetResource, {
  [sized(1)]: (resource, r) => readAttribute(resource.attributes, r),
  [varint(2)]: (resource, r) => (resource.droppedAttributesCount = r.uint32()),
});

/** Decodes an `InstrumentationScope`. */
export const readScope = message(unsetScope, {
  [sized(1)]: (scope, r) => (scope.name = r.string()),
  [sized(2)]: (scope, r) => (scope.version = r.string()),
  [sized(3)]: (scope, r) => readAttribute(scope.attributes, r),
});

/**
 * Makes a decoder of an `Export…ServiceRequest`. The three signals nest their items alike: a list of
 * resources, each with a list of scopes, each with a list of items; `addItems` reads one of these.
 */
export function request<Item extends { resource: OtlpResource; scope: OtlpScope }>(
  addItems: (items: Item[], reader: OtlpReader) => void,
): (reader: OtlpReader) => Item[] {
  const unsetScopeItems = (): ScopeItems<Item> => ({
    scope: unsetScope(),
    schemaUrl: "",
    items: [],
  });
  const readScopeItems = message(unsetScopeItems, {
    [sized(1)]: (scoped, r) => (scoped.scope = readScope(r)),
    [sized(2)]: (scoped, r) => addItems(scoped.items, r),
    [sized(3)]: (scoped, r) => (scoped.schemaUrl = r.string()),
  });
  const unsetEnvelope = (): Envelope<Item> => ({
    resource: unsetResource(),
    schemaUrl: "",
    scopes: [],
  });
  const readEnvelope = message(unsetEnvelope, {
    [sized(1)]: (envelope, r) => (envelope.resource = readResource(r)),
    [sized(2)]: (envelope, r) => envelope.scopes.push(readScopeItems(r)),
    [sized(3)]: (envelope, r) => (envelope.schemaUrl = r.string()),
  });
  const readEnvelopes = message((): Envelope<Item>[] => [], {
    [sized(1)]: (envelopes, r) => envelopes.push(readEnvelope(r)),
  });
  return (reader) => openEnvelopes(readEnvelopes(reader, reader.len));
}

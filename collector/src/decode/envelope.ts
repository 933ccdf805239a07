import type { OtlpResource, OtlpScope } from "./otlp.ts";

/** What one resource sent: `ResourceSpans`, `ResourceLogs` and `ResourceMetrics` are alike. */
export interface Envelope<Item> {
  resource: OtlpResource;
  schemaUrl: string;
  scopes: ScopeItems<Item>[];
}

export interface ScopeItems<Item> {
  scope: OtlpScope;
  schemaUrl: string;
  items: Item[];
}

/** The items in the order sent, each with its resource and scope: one object for all that share it. */
export function openEnvelopes<Item extends { resource: OtlpResource; scope: OtlpScope }>(
  envelopes: Envelope<Item>[],
): Item[] {
  const opened: Item[] = [];
  for (const { resource, schemaUrl, scopes } of envelopes) {
    resource.schemaUrl = schemaUrl;
    for (const { scope, schemaUrl: scopeSchemaUrl, items } of scopes) {
      scope.schemaUrl = scopeSchemaUrl;
      for (const item of items) opened.push(Object.assign(item, { resource, scope }));
    }
  }
  return opened;
}

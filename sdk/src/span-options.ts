import type { Attributes, Span } from "@opentelemetry/api";
import { attributeCharactersMaxDefault, readState } from "./sdk-state.ts";
import { toJson } from "./to-json.ts";

/** What every kind of span takes. */
export interface SpanOptions {
  /** Further attributes, under any name. They win over those this package sets. */
  attributes?: Attributes | undefined;
}

/** What every kind of span gives to the work inside it. */
export interface SpanHandle {
  /** OpenTelemetry's own span, for attributes, events and links of your own. */
  readonly span: Span;
}

/** Attributes without those that are undefined, `more` last. */
export function attributesOf(own: Attributes, { attributes: more }: SpanOptions): Attributes {
  const all: Attributes = { ...own, ...more };
  for (const key of Object.keys(all)) if (all[key] === undefined) delete all[key];
  return all;
}

/** Content as an attribute: text as it is, all else as JSON, both within the limit set. */
export function contentOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return toJson(value, attributeCharactersMax());
}

/** The limit set by `start()`, else the default. */
export function attributeCharactersMax(): number {
  return readState()?.attributeCharactersMax ?? attributeCharactersMaxDefault;
}

// The search box: `status:error agent:refund-bot "free text"`. What it means to the server is in
// search-query.ts; the facets write the same terms.

/** One condition. Terms without a field are words looked for in names and content. */
export interface Term {
  field: string | null; // lowercase
  value: string;
}

/** The terms of a text, in order. A field has its value at once: `see: this` is two words. */
export function parseSearch(text: string): Term[] {
  const pattern = /(?:([A-Za-z]+):(?!\/\/|\s|$))?(?:"((?:[^"\\]|\\.)*)"?|(\S+))/g;
  return [...text.matchAll(pattern)].map(([, field, quoted, bare]) => ({
    field: field?.toLowerCase() ?? null,
    value: quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? "",
  }));
}

/** The text of terms; {@link parseSearch} reads the same terms from it. */
export function writeSearch(terms: readonly Term[]): string {
  return terms
    .map(({ field, value }) => (field ? `${field}:` : "") + quote(value, field))
    .join(" ");
}

function quote(value: string, field: string | null): string {
  const isWhole = value !== "" && !/[\s"]/.test(value) && (field || !/^[A-Za-z]+:/.test(value));
  return isWhole ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Adds the term, or takes it away if it is there. */
export function toggleTerm(text: string, field: string, value: string): string {
  const terms = parseSearch(text);
  const others = terms.filter((term) => term.field !== field || term.value !== value);
  return writeSearch(others.length < terms.length ? others : [...terms, { field, value }]);
}

/** The values a text asks of a field. */
export function valuesOf(terms: readonly Term[], field: string): string[] {
  return terms.filter((term) => term.field === field).map((term) => term.value);
}

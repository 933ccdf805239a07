/** One word of a search: `status:error`, `-tool:sql_*`, `"free text"`. */
export interface Term {
  negated: boolean; // `-` before it: must not be so
  field: string | null; // lowercase; null: words looked for anywhere
  value: string;
  /** A `*` in the value is an asterisk, and not any text: it was written `"\\*"`. */
  literal: boolean;
}

/** A term and where it stands in its text, in UTF-16 code units; `to` is out. */
export interface PlacedTerm extends Term {
  from: number;
  to: number;
  valueFrom: number; // where the value begins, its quote included
}

// A field has its value at once: `see: this` is two words, `https://…` is one.
const pattern =
  /(?<minus>-(?=\S))?(?:(?<field>[A-Za-z][\w.]*):(?!\/\/|\s|$))?(?:"(?<quoted>(?:[^"\\]|\\[^])*)(?:"|\\?$)|(?<bare>\S+))/g;

/** The terms of a text, in order. Every text has a reading; what makes no sense is for the parser to say. */
export function readTerms(text: string): PlacedTerm[] {
  return [...text.matchAll(pattern)].map((match) => {
    const { minus = "", field, quoted, bare = "" } = match.groups ?? {};
    const escapes = [...(quoted ?? "").matchAll(/\\([^])/g)].map(([, character]) => character);
    const value = quoted?.replaceAll(/\\([^])/g, "$1") ?? bare;
    return {
      negated: minus !== "",
      field: field?.toLowerCase() ?? null,
      value,
      literal: escapes.includes("*"),
      from: match.index,
      to: match.index + match[0].length,
      valueFrom: match.index + minus.length + (field === undefined ? 0 : field.length + 1),
    };
  });
}

/** The text of terms; {@link readTerms} reads the same terms from it. */
export function writeTerms(terms: readonly Term[]): string {
  return terms.map((term) => writeTerm(term)).join(" ");
}

/** The text of one term. */
export function writeTerm({ negated, field, value, literal }: Term): string {
  const isWhole = /^[^\s"]\S*$/.test(value) && !literal;
  const isPlain = field === null ? !/^-|^[A-Za-z][\w.]*:/.test(value) : !value.startsWith("//");
  const escaped = literal ? /["\\*]/g : /["\\]/g;
  const text = isWhole && isPlain ? value : `"${value.replaceAll(escaped, String.raw`\$&`)}"`;
  return `${negated ? "-" : ""}${field === null ? "" : `${field}:`}${text}`;
}

/** The text with a value of a field added, or taken away where it is there already. */
export function toggleTerm(text: string, field: string, value: string): string {
  const terms = readTerms(text);
  const others = terms.filter(
    (term) => term.negated || term.field !== field || term.value !== value,
  );
  const literal = value.includes("*");
  const added = others.length < terms.length ? [] : [{ negated: false, field, value, literal }];
  return writeTerms([...others, ...added]);
}

const nestingMax = 64;

/**
 * The canonical JSON text of a value: one text for all values that mean the same, so that it can be
 * hashed and signed. Object members that are undefined are left out, as `JSON.stringify` does.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 *
 * @throws {TypeError} when the value has no JSON: NaN and infinities, bigints, functions, half a
 * surrogate pair, cycles and what is nested deeper than 64.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > nestingMax) throw new TypeError(`nested deeper than ${nestingMax}`);
  switch (typeof value) {
    case "string":
      return writeText(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON`);
      return JSON.stringify(value); // ECMAScript's number format is the one RFC 8785 asks for
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : writeObject(value, depth);
    case "bigint":
    case "function":
    case "symbol":
    case "undefined":
      throw new TypeError(`a ${typeof value} has no JSON`);
  }
}

function writeText(text: string): string {
  if (halfPair.test(text)) throw new TypeError("half a surrogate pair is no text");
  return JSON.stringify(text);
}

const halfPair = /\p{Surrogate}/u;

function writeObject(value: object, depth: number): string {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return write(value.toJSON(), depth + 1);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => write(item ?? null, depth + 1)).join(",")}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // By UTF-16 code units, as the RFC says; a locale's order would differ between machines.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${writeText(key)}:${write(member, depth + 1)}`);
  return `{${members.join(",")}}`;
}

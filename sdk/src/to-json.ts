import { cutText } from "./cut-text.ts";

const nestingMax = 64;

/**
 * A value as JSON text of at most about `charactersMax` characters; a text is taken as it is. Long
 * texts inside are cut, each with a mark, so that what remains is still JSON. Never throws: what JSON
 * has no words for (cycles, bigints, functions) is named in its place.
 */
export function toJson(value: unknown, charactersMax: number): string {
  if (typeof value === "string") return cutText(value, charactersMax);
  try {
    for (let textMax = charactersMax; textMax >= 256; textMax = Math.floor(textMax / 8)) {
      const json = JSON.stringify(toPlain(value, { textMax, depth: 0, above: [] })) ?? "null";
      if (json.length <= charactersMax) return json;
    }
    return cutText(
      JSON.stringify(toPlain(value, { textMax: 256, depth: 0, above: [] })),
      charactersMax,
    );
  } catch (error) {
    return `[not recorded: ${error instanceof Error ? error.message : "it cannot be read"}]`;
  }
}

interface Place {
  textMax: number;
  depth: number;
  above: readonly object[];
}

function toPlain(value: unknown, place: Place): unknown {
  if (typeof value === "string") return cutText(value, place.textMax);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  return typeof value === "object" && value !== null ? toPlainObject(value, place) : value;
}

function toPlainObject(value: object, place: Place): unknown {
  if (place.above.includes(value)) return "[circular]";
  if (place.depth >= nestingMax) return "[nested too deep]";
  const inside = { ...place, depth: place.depth + 1, above: [...place.above, value] };
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toPlain(value.toJSON(), inside);
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => toPlain(item, inside));
  if (value instanceof Map) return toPlain([...value], inside);
  if (value instanceof Set) return toPlain([...value], inside);
  if (value instanceof Error)
    return { name: value.name, message: cutText(value.message, place.textMax) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, toPlain(item, inside)]),
  );
}

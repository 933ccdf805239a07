import { cutText } from "./cut-text.ts";

const nestingMax = 64;
const valuesMax = 20_000;

/**
 * A value as JSON text of at most about `charactersMax` characters; a text is taken as it is. Long
 * texts inside are cut, each with a mark, so that what remains is still JSON, and of very many values
 * the first are taken. Never throws: what JSON has no words for (cycles, bigints, functions) is named in
 * its place.
 */
export function toJson(value: unknown, charactersMax: number): string {
  if (typeof value === "string") return cutText(value, charactersMax);
  try {
    for (let textMax = charactersMax; textMax > 256; textMax = Math.floor(textMax / 8)) {
      const json = encode(value, { textMax, charactersMax });
      if (json !== null && json.length <= charactersMax) return json;
    }
    const shortest = encode(value, { textMax: 256, charactersMax: Infinity });
    return cutText(shortest ?? "", charactersMax);
  } catch (error) {
    return `[not recorded: ${error instanceof Error ? error.message : "it cannot be read"}]`;
  }
}

/** What an object graph may cost. Objects of frameworks may hold half the process. */
interface Limits {
  textMax: number;
  charactersMax: number;
}

interface Walk extends Limits {
  values: number;
  characters: number;
}

interface Place {
  walk: Walk;
  above: readonly object[];
}

/** null: the texts are too long even when each is cut. */
function encode(value: unknown, limits: Limits): string | null {
  const walk = { ...limits, values: 0, characters: 0 };
  const plain = toPlain(value, { walk, above: [] });
  return walk.characters > limits.charactersMax ? null : (JSON.stringify(plain) ?? "null");
}

function toPlain(value: unknown, place: Place): unknown {
  const { walk } = place;
  walk.values += 1;
  if (walk.characters > walk.charactersMax) return null; // this walk is in vain
  if (typeof value === "string") {
    const text = cutText(value, walk.textMax);
    walk.characters += text.length;
    return text;
  }
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  return typeof value === "object" && value !== null ? toPlainObject(value, place) : value;
}

function toPlainObject(value: object, { walk, above }: Place): unknown {
  if (above.includes(value)) return "[circular]";
  if (above.length >= nestingMax) return "[nested too deep]";
  if (walk.values > valuesMax) return "[cut by @spanward/sdk]";
  const inside = { walk, above: [...above, value] };
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toPlain(value.toJSON(), inside);
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return toPlain({ name: value.name, message: value.message }, inside);
  if (Array.isArray(value)) return value.slice(0, valuesMax).map((item) => toPlain(item, inside));
  if (value instanceof Map || value instanceof Set) return toPlain([...value], inside);
  const entries = Object.entries(value).map(([key, item]) => [key, toPlain(item, inside)]);
  return Object.fromEntries(entries);
}

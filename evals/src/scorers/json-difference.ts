/** A place where two JSON values differ. `path` is a JSON pointer (RFC 6901), "" for the whole. */
export interface JsonDifference {
  path: string;
  kind: "missing" | "unexpected" | "changed";
  expected?: unknown;
  actual?: unknown;
}

/** How many leaves were compared, and where they differ, in the order of the expected value. */
export interface JsonComparison {
  leaves: number; // leaves of either value; at least 1
  differences: JsonDifference[];
}

/**
 * Compares two JSON values leaf by leaf. Objects are compared by key, lists by position; a branch that
 * is on one side only counts with all its leaves and is named once.
 */
export function compareJson(actual: unknown, expected: unknown): JsonComparison {
  return compareAt("", actual, expected);
}

function compareAt(path: string, actual: unknown, expected: unknown): JsonComparison {
  const before = entriesOf(expected);
  const after = entriesOf(actual);
  const sameShape = before && after && Array.isArray(actual) === Array.isArray(expected);
  if (!sameShape) return compareLeaves(path, actual, expected);
  const whole: JsonComparison = { leaves: 0, differences: [] };
  for (const [key, value] of before) {
    const at = `${path}/${escapeKey(key)}`;
    add(
      whole,
      after.has(key)
        ? compareAt(at, after.get(key), value)
        : oneSided({ path: at, kind: "missing", expected: value }, value),
    );
  }
  for (const [key, value] of after)
    if (!before.has(key)) {
      const at = `${path}/${escapeKey(key)}`;
      add(whole, oneSided({ path: at, kind: "unexpected", actual: value }, value));
    }
  return whole.leaves === 0 ? { ...whole, leaves: 1 } : whole;
}

function compareLeaves(path: string, actual: unknown, expected: unknown): JsonComparison {
  if (Object.is(actual, expected) || (actual === 0 && expected === 0))
    return { leaves: 1, differences: [] };
  const leaves = Math.max(countLeaves(actual), countLeaves(expected));
  return { leaves, differences: [{ path, kind: "changed", expected, actual }] };
}

const oneSided = (difference: JsonDifference, value: unknown): JsonComparison => ({
  leaves: countLeaves(value),
  differences: [difference],
});

function add(whole: JsonComparison, part: JsonComparison): void {
  whole.leaves += part.leaves;
  whole.differences.push(...part.differences);
}

/** Leaves under a value: an empty object or list is one. */
export function countLeaves(value: unknown): number {
  const entries = entriesOf(value);
  if (!entries || entries.size === 0) return 1;
  let leaves = 0;
  for (const child of entries.values()) leaves += countLeaves(child);
  return leaves;
}

function entriesOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  return new Map(Object.entries(value));
}

const escapeKey = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

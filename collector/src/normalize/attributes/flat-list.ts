import type { Attributes } from "../../decode/otlp.ts";
import type { Json } from "./json.ts";

interface Branch {
  value: Json | undefined; // what stands at the key itself, beside what stands below it
  below: Map<string, Branch>;
}

/**
 * Rebuilds the list that was sent as flat keys `prefix.0.role`, `prefix.0.content`, …, in the order
 * of the numbers. Nested lists and objects are rebuilt too. Null without any such key.
 */
export function readFlatList(attributes: Attributes, prefix: string): Json[] | null {
  if (!attributes.has(`${prefix}.0`) && !hasKeyBelow(attributes, prefix)) return null;
  const root: Branch = { value: undefined, below: new Map() };
  for (const [key, value] of attributes) {
    if (key.startsWith(`${prefix}.`)) insert(root, key.slice(prefix.length + 1), value);
  }
  const list = toJson(root);
  return Array.isArray(list) && list.length > 0 ? list : null;
}

function hasKeyBelow(attributes: Attributes, prefix: string): boolean {
  for (const key of attributes.keys()) {
    if (key.startsWith(prefix) && /^\.\d+(?:\.|$)/.test(key.slice(prefix.length))) return true;
  }
  return false;
}

function insert(root: Branch, path: string, value: Json): void {
  let branch = root;
  for (const name of path.split(".")) {
    const next = branch.below.get(name) ?? { value: undefined, below: new Map() };
    branch.below.set(name, next);
    branch = next;
  }
  branch.value = value;
}

function toJson(branch: Branch): Json {
  if (branch.below.size === 0) return branch.value ?? null;
  const numbered = [...branch.below].filter(([name]) => /^\d+$/.test(name));
  if (numbered.length > 0) {
    return numbered.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, below]) => toJson(below));
  }
  const pairs = [...branch.below].map(([name, below]) => [name, toJson(below)] as const);
  return Object.fromEntries(pairs);
}

const textSampledMax = 4_096;
const valuesMax = 2_000;
const nestingMax = 32;

/** Keys whose values are no part of what was done: ids, times. They change with every call. */
export type VolatileKeys = ReadonlySet<string>;

/**
 * A 32-bit hash of what a value says: the order of keys does not matter, volatile keys are left out. It
 * tells calls apart for the loop detector, thousands of times a second; it is no digest, and nobody
 * may rely on it against somebody who looks for collisions. Of a long text the two ends and a sample
 * are read, of a very large value the first 2,000 parts.
 */
export function hashValue(value: unknown, volatile: VolatileKeys = none): number {
  return new Walk(volatile).hash(value, 0);
}

/** Joins two hashes, in this order. */
export function joinHashes(a: number, b: number): number {
  return finish(Math.imul(a ^ (b >>> 15), 0x2c1b3c6d) ^ Math.imul(b, 0x297a2d39));
}

/** A 32-bit hash of a text. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = Math.imul(length, 0x9e3779b1) | 0;
  const step = length <= textSampledMax ? 1 : Math.floor(length / (textSampledMax / 2));
  const head = step === 1 ? 0 : textSampledMax / 4;
  for (let at = 0; at < head; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  for (let at = head; at < length; at += step) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  for (let at = length - head; at < length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return finish(hash);
}

const none: VolatileKeys = new Set();

class Walk {
  #left = valuesMax;
  readonly #volatile: VolatileKeys;

  constructor(volatile: VolatileKeys) {
    this.#volatile = volatile;
  }

  hash(value: unknown, depth: number): number {
    this.#left -= 1;
    switch (typeof value) {
      case "string":
        return hashText(value);
      case "number":
        return Number.isInteger(value) && Math.abs(value) < 2 ** 31
          ? finish(value ^ 0x5bd1e995)
          : hashText(String(value));
      case "boolean":
        return value ? 0x3c6ef372 : 0x1b873593;
      case "object":
        return value === null ? 0x7f4a7c15 : this.#hashObject(value, depth);
      case "bigint":
        return hashText(String(value));
      case "function":
      case "symbol":
      case "undefined":
        return 0x2545f491;
    }
  }

  #hashObject(value: object, depth: number): number {
    if (depth >= nestingMax) return 0x6a09e667;
    if (Array.isArray(value)) return this.#hashList(value, depth);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return this.hash(value.toJSON(), depth + 1);
    }
    if (value instanceof Error) return hashText(errorClass(value));
    // A sum of the members' hashes is the same in any order, without sorting.
    let sum = 0x51ed270b;
    for (const key in value) {
      if (this.#left <= 0) break;
      const member: unknown = Reflect.get(value, key);
      if (member === undefined || this.#volatile.has(key)) continue;
      sum = (sum + joinHashes(hashText(key), this.hash(member, depth + 1))) | 0;
    }
    return finish(sum);
  }

  #hashList(list: readonly unknown[], depth: number): number {
    let hash = list.length ^ 0x1f83d9ab;
    for (const item of list) {
      if (this.#left <= 0) break;
      hash = joinHashes(hash, this.hash(item, depth + 1));
    }
    return hash;
  }
}

/** What kind of failure an error is, without its message, which often holds an id or a time. */
export function errorClass(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error ? error.code : "status" in error ? error.status : undefined;
  return typeof code === "string" || typeof code === "number"
    ? `${error.name}:${code}`
    : error.name;
}

function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

import type { TextTable } from "@spanward/clickhouse";
import type { HotAttributes } from "./hot-attributes.ts";
import type { KeyBook } from "./key-book.ts";
import type { Pattern } from "./patterns.ts";

const patternsMax = 4096;
/** A telling attribute with more values than this tells too much. */
const valuesMax = 512;
const shapeHead = 4; // numbers before those of the attributes

/** The patterns of the spans that came, by their shapes. */
export class PatternBook {
  readonly #table: TextTable;
  readonly #keys: KeyBook;
  readonly #byHash = new Map<number, Pattern[]>();
  readonly #values = new Map<number, Set<number>>(); // by key: what it told
  readonly #names: boolean[] = [];
  #size = 0;

  constructor(table: TextTable, keys: KeyBook) {
    this.#table = table;
    this.#keys = keys;
  }

  get crowded(): boolean {
    return this.#size >= patternsMax;
  }

  clear(): void {
    this.#byHash.clear();
    this.#values.clear();
    this.#names.length = 0;
    this.#size = 0;
  }

  /** Whether a text is UTF-8, so that it can be a span's name as it is. */
  isName(number: number): boolean {
    return (this.#names[number] ??= Buffer.from(this.#table.textOf(number)).equals(
      this.#table.bytesOf(number),
    ));
  }

  get({ shape, shapeLength }: HotAttributes): Pattern | undefined {
    const list = this.#byHash.get(hashOf(shape, shapeLength));
    if (list === undefined) return undefined;
    return list.find((pattern) => isShape(pattern.shape, shape, shapeLength));
  }

  /** Remembers a pattern, unless there are too many. */
  add(pattern: Pattern): void {
    if (this.crowded) return;
    const hash = hashOf(pattern.shape, pattern.shape.length);
    const list = this.#byHash.get(hash);
    if (list === undefined) this.#byHash.set(hash, [pattern]);
    else list.push(pattern);
    this.#size += 1;
    this.#count(pattern.shape);
  }

  // Spans whose ids are told apart would each have a pattern of their own.
  #count(shape: Int32Array): void {
    for (let at = shapeHead; at + 2 < shape.length; at += 1) {
      const key = shape[at] ?? 0;
      const values = this.#values.get(key) ?? new Set();
      this.#values.set(key, values);
      values.add(shape[at + 2] ?? 0);
      if (values.size > valuesMax) this.#keys.ban(key);
    }
  }
}

function hashOf(shape: Int32Array, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at += 1)
    hash = Math.imul(hash ^ (shape[at] ?? 0) ^ (hash >>> 13), 0x85ebca6b);
  return hash ^ (hash >>> 16);
}

function isShape(one: Int32Array, other: Int32Array, length: number): boolean {
  if (one.length !== length) return false;
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

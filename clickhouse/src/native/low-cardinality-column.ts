import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/**
 * Texts that repeat: each different one is written once, and each row is a number.
 *
 * Source: ClickHouse src/DataTypes/Serializations/SerializationLowCardinality.cpp
 */
class LowCardinalityColumn implements ColumnWriter<string> {
  readonly type = "LowCardinality(String)";
  readonly #numbers = new Map<string, number>();
  readonly #keys = new ByteBuffer();
  #rows = new Uint32Array(64);
  #length = 0;

  append(value: string): void {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(value, number);
      this.#keys.writeString(value);
    }
    if (this.#length === this.#rows.length) this.#grow();
    this.#rows[this.#length] = number;
    this.#length += 1;
  }

  appendEach(values: readonly string[], pick: Uint32Array): void {
    const first = this.#length;
    for (const value of values) this.append(value);
    const numbers = this.#rows.slice(first, this.#length);
    this.#length = first;
    while (first + pick.length > this.#rows.length) this.#grow();
    for (let at = 0; at < pick.length; at += 1)
      this.#rows[first + at] = numbers[pick[at] ?? 0] ?? 0;
    this.#length = first + pick.length;
  }

  writePrefix(out: ByteBuffer): void {
    writeLowCardinalityPrefix(out);
  }

  writeData(out: ByteBuffer): void {
    const rows = this.#rows.subarray(0, this.#length);
    writeLowCardinality(out, { keys: this.#keys, distinct: this.#numbers.size, rows });
  }

  clear(): void {
    this.#numbers.clear();
    this.#keys.clear();
    this.#length = 0;
  }

  #grow(): void {
    const rows = new Uint32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}

export const lowCardinality = (): ColumnWriter<string> => new LowCardinalityColumn();

/** What stands before the data of such a column. */
export function writeLowCardinalityPrefix(out: ByteBuffer): void {
  out.writeUInt64(sharedDictionariesWithAdditionalKeys);
}

interface LowCardinalityData {
  keys: ByteBuffer; // the different texts, length and UTF-8 of each
  distinct: number; // how many these are
  rows: Uint32Array; // which of them each row is
}

/** The data of such a column. */
export function writeLowCardinality(out: ByteBuffer, { distinct, keys, rows }: LowCardinalityData) {
  if (rows.length === 0) return; // inside an array that has no elements in this block
  const width = widths.find(({ keysMax }) => distinct <= keysMax) ?? widest;
  out.writeUInt64(width.flag + hasAdditionalKeys + needsDictionaryUpdate);
  out.writeUInt64(distinct);
  out.writeBytes(keys.written());
  out.writeUInt64(rows.length);
  const narrow = width.narrow(rows);
  out.writeBytes(new Uint8Array(narrow.buffer, narrow.byteOffset, narrow.byteLength));
}

const sharedDictionariesWithAdditionalKeys = 1;
const hasAdditionalKeys = 2 ** 9;
const needsDictionaryUpdate = 2 ** 10;

type Rows = Uint8Array | Uint16Array | Uint32Array;
const widest = { keysMax: 2 ** 32, flag: 2, narrow: (rows: Uint32Array): Rows => rows };
const widths = [
  { keysMax: 2 ** 8, flag: 0, narrow: (rows: Uint32Array): Rows => new Uint8Array(rows) },
  { keysMax: 2 ** 16, flag: 1, narrow: (rows: Uint32Array): Rows => new Uint16Array(rows) },
  widest,
];

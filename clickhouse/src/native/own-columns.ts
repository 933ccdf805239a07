import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";
import { writeLowCardinality, writeLowCardinalityPrefix } from "./low-cardinality-column.ts";
import type { TextTable } from "./text-table.ts";

/** The data of one column, already as ClickHouse wants it. */
export type OwnColumn = Omit<ColumnWriter<never>, "append">;

/** Values that whoever has them writes down as they stand in a block. */
export class PlainOwnColumn implements OwnColumn {
  readonly type: string;
  readonly data: ByteBuffer;

  constructor(type: string, capacity = 2 ** 12) {
    this.type = type;
    this.data = new ByteBuffer(capacity);
  }

  writePrefix(): void {}

  writeData(out: ByteBuffer): void {
    out.writeBytes(this.data.written());
  }

  clear(): void {
    this.data.clear();
  }
}

/** Texts of a {@link TextTable}, by their numbers. */
export class InternedColumn implements OwnColumn {
  readonly type = "LowCardinality(String)";
  readonly #table: TextTable;
  readonly #places: Uint32Array; // in this block, by the text's number
  readonly #stamps: Uint32Array; // of which block that is
  readonly #keys = new ByteBuffer();
  #block = 1;
  #distinct = 0;
  #rows = new Uint32Array(1024);
  #length = 0;

  constructor(table: TextTable) {
    this.#table = table;
    this.#places = new Uint32Array(table.textsMax);
    this.#stamps = new Uint32Array(table.textsMax);
  }

  append(number: number): void {
    if (this.#stamps[number] !== this.#block) this.#begin(number);
    if (this.#length === this.#rows.length) this.#grow();
    this.#rows[this.#length] = this.#places[number] ?? 0;
    this.#length += 1;
  }

  writePrefix(out: ByteBuffer): void {
    writeLowCardinalityPrefix(out);
  }

  writeData(out: ByteBuffer): void {
    const rows = this.#rows.subarray(0, this.#length);
    writeLowCardinality(out, { keys: this.#keys, distinct: this.#distinct, rows });
  }

  clear(): void {
    this.#block += 1;
    this.#distinct = 0;
    this.#length = 0;
    this.#keys.clear();
  }

  #begin(number: number): void {
    this.#stamps[number] = this.#block;
    this.#places[number] = this.#distinct;
    this.#distinct += 1;
    const bytes = this.#table.bytesOf(number);
    this.#keys.writeVarUInt(bytes.length);
    this.#keys.writeBytes(bytes);
  }

  #grow(): void {
    const rows = new Uint32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}

/** Maps of text, as two lists: `ends` after each row. */
export class OwnMapColumn implements OwnColumn {
  readonly type = "Map(LowCardinality(String), String)";
  readonly keys: InternedColumn;
  readonly values = new ByteBuffer(2 ** 16);
  readonly #ends = new ByteBuffer(2 ** 12);
  #count = 0;

  constructor(table: TextTable) {
    this.keys = new InternedColumn(table);
  }

  /** A row of `entries` more keys and values ends here. */
  endRow(entries: number): void {
    this.#count += entries;
    this.#ends.writeUInt64(this.#count);
  }

  writePrefix(out: ByteBuffer): void {
    this.keys.writePrefix(out);
  }

  writeData(out: ByteBuffer): void {
    out.writeBytes(this.#ends.written());
    this.keys.writeData(out);
    out.writeBytes(this.values.written());
  }

  clear(): void {
    this.#count = 0;
    this.#ends.clear();
    this.keys.clear();
    this.values.clear();
  }
}

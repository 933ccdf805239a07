import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";
import type { OwnColumn } from "./own-columns.ts";

/** One column of a table and where its value comes from. */
export interface Column<Record> {
  readonly name: string;
  readonly type: string;
  append(record: Record): void;
  /** Appends a value for each number in `pick`: that of the record at that place. */
  appendEach(records: readonly Record[], pick: Uint32Array): void;
  writeHead(out: ByteBuffer): void;
  writeTo(out: ByteBuffer): void;
  clear(): void;
}

/** Rows most of which are like another, but for some columns. */
export interface PatternedRows<Record> {
  /** Whatever is the same for many rows. */
  patterns: readonly Record[];
  /** For each row the place of its pattern. */
  patternOf: Uint32Array;
  /** By name the columns in which each row has a value of its own; the patterns' is not looked at. */
  own: ReadonlyMap<string, OwnColumn>;
}

/** Makes columns of a table: `name`, what writes it, and where a record has it. */
export function columnOf<Record>() {
  return <Value>(
    name: string,
    writer: ColumnWriter<Value>,
    read: (record: Record) => Value,
  ): Column<Record> => {
    const head = new ByteBuffer();
    head.writeString(name);
    head.writeString(writer.type);
    return {
      name,
      type: writer.type,
      append: (record) => writer.append(read(record)),
      appendEach(records, pick) {
        if (writer.appendEach) return writer.appendEach(records.map(read), pick);
        for (const place of pick) {
          const record = records[place];
          if (record !== undefined) writer.append(read(record));
        }
      },
      writeHead: (out) => out.writeBytes(head.written()),
      writeTo(out) {
        this.writeHead(out);
        writer.writePrefix(out);
        writer.writeData(out);
      },
      clear: () => writer.clear(),
    };
  };
}

/** Writes records of one table as blocks in ClickHouse's Native format. */
export class TableEncoder<Record> {
  readonly columns: readonly string[];
  readonly #columns: readonly Column<Record>[];

  constructor(columns: readonly Column<Record>[]) {
    this.columns = columns.map(({ name }) => name);
    this.#columns = columns;
  }

  /** Appends one block of all `records` to `out`. */
  encode(records: readonly Record[], out: ByteBuffer): void {
    out.writeVarUInt(this.#columns.length);
    out.writeVarUInt(records.length);
    for (const column of this.#columns) {
      column.clear();
      for (const record of records) column.append(record);
      column.writeTo(out);
    }
  }

  /** Appends one block of all the rows to `out`. @throws {TypeError} when an own column is of another type */
  encodePatterned({ own, patternOf, patterns }: PatternedRows<Record>, out: ByteBuffer): void {
    out.writeVarUInt(this.#columns.length);
    out.writeVarUInt(patternOf.length);
    for (const column of this.#columns) {
      const written = own.get(column.name);
      if (written) {
        if (written.type !== column.type)
          throw new TypeError(`${column.name} is ${column.type}, not ${written.type}`);
        column.writeHead(out);
        written.writePrefix(out);
        written.writeData(out);
        continue;
      }
      column.clear();
      column.appendEach(patterns, patternOf);
      column.writeTo(out);
    }
  }
}

import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/** One column of a table and where its value comes from. */
export interface Column<Record> {
  readonly name: string;
  append(record: Record): void;
  writeTo(out: ByteBuffer): void;
  clear(): void;
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
      append: (record) => writer.append(read(record)),
      writeTo(out) {
        out.writeBytes(head.written());
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
}

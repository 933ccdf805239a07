import type { ByteBuffer } from "./byte-buffer.ts";

/**
 * Collects the values of one column of a block and writes them in ClickHouse's Native format. To fill
 * it again, clear it.
 *
 * Source: https://clickhouse.com/docs/native-protocol/columns; ClickHouse src/DataTypes/Serializations.
 */
export interface ColumnWriter<Value> {
  /** The column's type, as a table declares it. */
  readonly type: string;
  append(value: Value): void;
  /** Appends a value for each number in `pick`: the one at that place of `values`. */
  appendEach?(values: readonly Value[], pick: Uint32Array): void;
  /** What stands before the data; types that contain others write it for all of them first. */
  writePrefix(out: ByteBuffer): void;
  writeData(out: ByteBuffer): void;
  clear(): void;
}

import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/** Lists: where each one ends, then the elements of all. */
export function array<Value>(element: ColumnWriter<Value>): ColumnWriter<readonly Value[]> {
  const ends = new ByteBuffer();
  let count = 0;
  return {
    type: `Array(${element.type})`,
    append(values) {
      for (const value of values) element.append(value);
      count += values.length;
      ends.writeUInt64(count);
    },
    writePrefix: (out) => element.writePrefix(out),
    writeData(out) {
      out.writeBytes(ends.written());
      element.writeData(out);
    },
    clear() {
      count = 0;
      ends.clear();
      element.clear();
    },
  };
}

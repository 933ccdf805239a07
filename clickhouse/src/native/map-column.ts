import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/** Maps of text: where each one ends, then the keys of all, then the values of all. */
export function map(
  key: ColumnWriter<string>,
  value: ColumnWriter<string>,
): ColumnWriter<Readonly<Record<string, string>>> {
  const ends = new ByteBuffer();
  let count = 0;
  return {
    type: `Map(${key.type}, ${value.type})`,
    append(record) {
      for (const name of Object.keys(record)) {
        key.append(name);
        value.append(record[name] ?? "");
        count += 1;
      }
      ends.writeUInt64(count);
    },
    writePrefix(out) {
      key.writePrefix(out);
      value.writePrefix(out);
    },
    writeData(out) {
      out.writeBytes(ends.written());
      key.writeData(out);
      value.writeData(out);
    },
    clear() {
      count = 0;
      ends.clear();
      key.clear();
      value.clear();
    },
  };
}

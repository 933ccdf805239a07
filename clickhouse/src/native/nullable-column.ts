import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/** A column in which null is a value of its own; `filler` stands in its place. */
export function nullable<Value>(
  inner: ColumnWriter<Value>,
  filler: Value,
): ColumnWriter<Value | null> {
  const nulls = new ByteBuffer();
  return {
    type: `Nullable(${inner.type})`,
    append(value) {
      nulls.writeUInt8(value === null ? 1 : 0);
      inner.append(value ?? filler);
    },
    writePrefix: (out) => inner.writePrefix(out),
    writeData(out) {
      out.writeBytes(nulls.written());
      inner.writeData(out);
    },
    clear() {
      nulls.clear();
      inner.clear();
    },
  };
}

import type { ByteWriter } from "./byte-writer.ts";

/** Writes `key = value` as field `number`. What OTLP has no form for becomes an empty value. */
export function writeKeyValue(
  writer: ByteWriter,
  number: number,
  { key, value }: { key: string; value: unknown },
): void {
  writer.varint(number * 8 + 2);
  const pair = writer.open(typeof value === "string" ? key.length + value.length + 8 : 0);
  writer.varint(10); // key
  writer.text(key);
  writer.varint(18); // value
  const content = writer.open(typeof value === "string" ? value.length + 4 : 0);
  writeValue(writer, value);
  writer.close(content);
  writer.close(pair);
}

/** An AnyValue. Source: opentelemetry-proto, common.proto; whole numbers are int_value, as the official exporter has it. */
function writeValue(writer: ByteWriter, value: unknown): void {
  if (typeof value === "string") {
    writer.varint(10);
    writer.text(value);
  } else if (typeof value === "number") {
    writeNumber(writer, value);
  } else if (typeof value === "boolean") {
    writer.varint(16);
    writer.varint(value ? 1 : 0);
  } else if (value instanceof Uint8Array) {
    writer.varint(58);
    writer.bytes(value);
  } else if (Array.isArray(value)) {
    writeList(writer, value);
  } else if (typeof value === "object" && value !== null) {
    writer.varint(50);
    const list = writer.open();
    for (const [key, item] of Object.entries(value)) writeKeyValue(writer, 1, { key, value: item });
    writer.close(list);
  }
}

const int64End = 2 ** 63;

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isInteger(value) && value >= -int64End && value < int64End) {
    writer.varint(24);
    writer.int64(value);
  } else {
    writer.varint(33);
    writer.double(value);
  }
}

function writeList(writer: ByteWriter, values: readonly unknown[]): void {
  writer.varint(42);
  const list = writer.open();
  for (const value of values) {
    writer.varint(10);
    const item = writer.open(typeof value === "string" ? value.length + 4 : 0);
    writeValue(writer, value);
    writer.close(item);
  }
  writer.close(list);
}

import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";

/** A column of values that stand one after the other. Values out of range become the nearest in it. */
class PlainColumn<Value> implements ColumnWriter<Value> {
  readonly type: string;
  readonly #write: (out: ByteBuffer, value: Value) => void;
  readonly #bytes = new ByteBuffer();

  constructor(type: string, write: (out: ByteBuffer, value: Value) => void) {
    this.type = type;
    this.#write = write;
  }

  append(value: Value): void {
    this.#write(this.#bytes, value);
  }

  appendEach(values: readonly Value[], pick: Uint32Array): void {
    const scratch = new ByteBuffer();
    const ends = new Uint32Array(values.length);
    values.forEach((value, at) => {
      this.#write(scratch, value);
      ends[at] = scratch.length;
    });
    const written = scratch.written();
    const pieces = values.map((_, at) => written.subarray(ends[at - 1] ?? 0, ends[at]));
    for (const place of pick) this.#bytes.writeBytes(pieces[place] ?? written.subarray(0, 0));
  }

  writePrefix(): void {}

  writeData(out: ByteBuffer): void {
    out.writeBytes(this.#bytes.written());
  }

  clear(): void {
    this.#bytes.clear();
  }
}

export const text = (): ColumnWriter<string> =>
  new PlainColumn("String", (out, value) => out.writeString(value));

export const float64 = (): ColumnWriter<number> =>
  new PlainColumn("Float64", (out, value) => out.writeFloat64(value));

export const uint8 = (): ColumnWriter<number> =>
  new PlainColumn("UInt8", (out, value) => out.writeUInt8(wholeUpTo(value, 2 ** 8 - 1)));

export const bool = (): ColumnWriter<boolean> =>
  new PlainColumn("UInt8", (out, value) => out.writeUInt8(value ? 1 : 0));

export const uint16 = (): ColumnWriter<number> =>
  new PlainColumn("UInt16", (out, value) => out.writeUInt16(wholeUpTo(value, 2 ** 16 - 1)));

export const uint32 = (): ColumnWriter<number> =>
  new PlainColumn("UInt32", (out, value) => out.writeUInt32(wholeUpTo(value, 2 ** 32 - 1)));

/** UInt64 of counts, which are exact up to 2^53. */
export const uint64 = (): ColumnWriter<number> =>
  new PlainColumn("UInt64", (out, value) => out.writeUInt64(wholeUpTo(value, doubleBelow2To64)));

export const bigUint64 = (): ColumnWriter<bigint> =>
  new PlainColumn("UInt64", (out, value) => out.writeBigUInt64(between(value, 0n, 2n ** 64n - 1n)));

export const int32 = (): ColumnWriter<number> =>
  new PlainColumn("Int32", (out, value) =>
    out.writeUInt32(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value))) >>> 0),
  );

export const bigInt64 = (): ColumnWriter<bigint> => new PlainColumn("Int64", writeInt64);

/** A day as YYYY-MM-DD, from 1970 to 2149. */
export const date = (): ColumnWriter<string> =>
  new PlainColumn("Date", (out, day) =>
    out.writeUInt16(wholeUpTo(Date.parse(`${day}T00:00:00Z`) / 86_400_000, 2 ** 16 - 1)),
  );

/** Nanoseconds since 1970. */
export const unixNano = (): ColumnWriter<bigint> =>
  new PlainColumn("DateTime64(9, 'UTC')", writeInt64);

/** Milliseconds since 1970. */
export const unixMs = (): ColumnWriter<number> =>
  new PlainColumn("DateTime64(3, 'UTC')", (out, value) =>
    out.writeUInt64(wholeUpTo(value, unixMsMax)),
  );

/** The position of a value in `names` is its number, as in the table's declaration. */
export function enum8<Name extends string>(names: readonly Name[]): ColumnWriter<Name> {
  const numbers = new Map(names.map((name, index) => [name, index]));
  const declared = names.map((name, index) => `'${name}' = ${index}`).join(", ");
  return new PlainColumn(`Enum8(${declared})`, (out, name) => {
    out.writeUInt8(numbers.get(name) ?? 0);
  });
}

const doubleBelow2To64 = 2 ** 64 - 2 ** 11;
const unixMsMax = Date.UTC(2299, 11, 31);

function writeInt64(out: ByteBuffer, value: bigint): void {
  out.writeBigInt64(between(value, -(2n ** 63n), 2n ** 63n - 1n));
}

function wholeUpTo(value: number, max: number): number {
  return value > 0 ? Math.min(Math.floor(value), max) : 0; // NaN too is 0
}

function between(value: bigint, min: bigint, max: bigint): bigint {
  if (value < min) return min;
  return value > max ? max : value;
}

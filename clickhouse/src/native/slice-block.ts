import { Buffer } from "node:buffer";
import { ByteBuffer } from "./byte-buffer.ts";

/** A block in ClickHouse's Native format, of which rows can be taken. */
export interface NativeBlock {
  rows: number;
  /** A block of the rows from `from` up to, and without, `to`. */
  slice(from: number, to: number): Uint8Array;
}

/**
 * Reads a block so that it can be cut by rows: what a store refuses is then one row, and not all that
 * came with it. Knows the types of {@link ColumnWriter}s; dictionaries are kept whole.
 *
 * Source: ClickHouse src/Formats/NativeReader.cpp and src/DataTypes/Serializations
 *
 * @throws {RangeError} when it is no such block, or has a column of another type
 */
export function readBlock(bytes: Uint8Array): NativeBlock {
  const source = new Source(bytes);
  const count = source.varUInt();
  const rows = source.varUInt();
  const columns = Array.from({ length: count }, () => {
    const start = source.position;
    source.take(source.varUInt()); // its name
    const type = Buffer.from(source.take(source.varUInt())).toString("latin1");
    const layout = layoutOf(type);
    const named = source.position;
    if (rows > 0) layout.prefix(source);
    const head = { named: bytes.subarray(start, named), prefix: source.since(named) };
    return { ...head, cut: layout.read(source, rows) };
  });
  if (!source.ended) throw new RangeError("there is more than one block");
  return {
    rows,
    slice(from, to) {
      const out = new ByteBuffer();
      out.writeVarUInt(count);
      out.writeVarUInt(to - from);
      for (const { cut, named, prefix } of columns) {
        out.writeBytes(named);
        if (to > from) out.writeBytes(prefix); // of no rows a reader expects nothing but the type
        cut(from, to, out);
      }
      return Uint8Array.from(out.written());
    },
  };
}

/** Writes the data of the rows from `from` up to `to`. */
type Cut = (from: number, to: number, out: ByteBuffer) => void;

interface Layout {
  /** Passes over what stands before the data. */
  prefix(source: Source): void;
  read(source: Source, rows: number): Cut;
}

function layoutOf(type: string): Layout {
  const [, name = "", inner = ""] = /^(\w+)(?:\((.*)\))?$/s.exec(type) ?? [];
  const width = widths[name];
  if (width !== undefined) return fixed(width);
  if (name === "String") return text;
  if (name === "LowCardinality" && inner === "String") return lowCardinality;
  if (name === "Nullable") return nullable(layoutOf(inner));
  if (name === "Array") return lists([layoutOf(inner)]);
  if (name === "Map") return lists(splitTypes(inner).map(layoutOf));
  throw new RangeError(`a column of type ${type}`);
}

const widths: Record<string, number> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  Int8: 1,
  Int16: 2,
  Int32: 4,
  Int64: 8,
  Float32: 4,
  Float64: 8,
  Bool: 1,
  Enum8: 1,
  Enum16: 2,
  Date: 2,
  DateTime: 4,
  DateTime64: 8,
};

const noPrefix = (): void => {};

const fixed = (width: number): Layout => ({
  prefix: noPrefix,
  read(source, rows) {
    const data = source.take(rows * width);
    return (from, to, out) => out.writeBytes(data.subarray(from * width, to * width));
  },
});

const text: Layout = {
  prefix: noPrefix,
  read(source, rows) {
    const starts = [source.position];
    for (let row = 0; row < rows; row += 1) {
      source.take(source.varUInt());
      starts.push(source.position);
    }
    return (from, to, out) =>
      out.writeBytes(source.bytes.subarray(starts[from] ?? 0, starts[to] ?? 0));
  },
};

const lowCardinality: Layout = {
  prefix: (source) => void source.take(8),
  read(source, rows) {
    if (rows === 0) return () => {}; // as in a list that has no elements
    const start = source.position;
    const width = 2 ** (source.uint64() % 2 ** 8);
    text.read(source, source.uint64());
    const dictionary = source.since(start);
    if (source.uint64() !== rows) throw new RangeError("a dictionary for other rows");
    const numbers = source.take(rows * width);
    return (from, to, out) => {
      if (from === to) return;
      out.writeBytes(dictionary);
      out.writeUInt64(to - from);
      out.writeBytes(numbers.subarray(from * width, to * width));
    };
  },
};

const nullable = (inner: Layout): Layout => ({
  prefix: (source) => inner.prefix(source),
  read(source, rows) {
    const nulls = fixed(1).read(source, rows);
    const values = inner.read(source, rows);
    return (from, to, out) => {
      nulls(from, to, out);
      values(from, to, out);
    };
  },
});

/** Where each list ends, then the elements of all; of a map the keys, then the values. */
const lists = (parts: Layout[]): Layout => ({
  prefix: (source) => {
    for (const part of parts) part.prefix(source);
  },
  read(source, rows) {
    const ends = [0];
    for (let row = 0; row < rows; row += 1) ends.push(source.uint64());
    const elements = parts.map((part) => part.read(source, ends[rows] ?? 0));
    return (from, to, out) => {
      const [first = 0, last = 0] = [ends[from], ends[to]];
      for (const end of ends.slice(from + 1, to + 1)) out.writeUInt64(end - first);
      for (const cut of elements) cut(first, last, out);
    };
  },
});

/** The two types in `Map(…)`. */
function splitTypes(types: string): string[] {
  const [, first = "", second = ""] = /^((?:[^(),]|\([^()]*\))+), (.*)$/s.exec(types) ?? [];
  return [first, second];
}

/** Bytes that are read from the front. */
class Source {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.position === this.bytes.length;
  }

  take(count: number): Uint8Array {
    const end = this.position + count;
    if (!(end <= this.bytes.length)) throw new RangeError("the block ends early");
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  since(start: number): Uint8Array {
    return this.bytes.subarray(start, this.position);
  }

  uint64(): number {
    const start = this.position;
    this.take(8);
    return this.#view.getUint32(start, true) + this.#view.getUint32(start + 4, true) * 2 ** 32;
  }

  varUInt(): number {
    let value = 0;
    for (let shift = 0; shift < 56; shift += 7) {
      const [byte = 0] = this.take(1);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a length that is too long");
  }
}

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../database.ts";
import { openTestDatabase } from "../testing.ts";
import { array } from "./array-column.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import type { ColumnWriter } from "./column-writer.ts";
import { lowCardinality } from "./low-cardinality-column.ts";
import { map } from "./map-column.ts";
import { nullable } from "./nullable-column.ts";
import * as scalar from "./scalar-columns.ts";
import { columnOf, TableEncoder } from "./table-encoder.ts";

// Goal: what a column writer writes is what the real engine reads. Method: random values of each type
// go through a table of that type; each run of a property is one insert of several blocks.

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

interface Case<Value> {
  writer: ColumnWriter<Value>;
  values: fc.Arbitrary<Value>;
  /** What the engine gives back, as JSON; the value itself unless said. */
  seen?: (value: Value) => unknown;
}

const anyText = fc.string({ unit: "binary", maxLength: 60 });
const anyMap = fc.dictionary(anyText, anyText, { maxKeys: 5 });
const uint64s = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const int64s = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const doubles = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);

const cases: Record<string, (check: typeof roundTrips) => Promise<void>> = {
  String: (check) => check({ writer: scalar.text(), values: anyText }),
  "long String": (check) =>
    check({
      writer: scalar.text(),
      values: fc.string({ unit: "binary", minLength: 100, maxLength: 20_000 }),
    }),
  "LowCardinality(String)": (check) => check({ writer: lowCardinality(), values: anyText }),
  UInt8: (check) => check({ writer: scalar.uint8(), values: fc.nat(255) }),
  UInt16: (check) => check({ writer: scalar.uint16(), values: fc.nat(65_535) }),
  UInt32: (check) => check({ writer: scalar.uint32(), values: fc.nat(2 ** 32 - 1) }),
  UInt64: (check) => check({ writer: scalar.bigUint64(), values: uint64s, seen: String }),
  "UInt64 of numbers": (check) =>
    check({ writer: scalar.uint64(), values: fc.maxSafeNat(), seen: String }),
  Int64: (check) => check({ writer: scalar.bigInt64(), values: int64s, seen: String }),
  Float64: (check) => check({ writer: scalar.float64(), values: doubles }),
  "Nullable(Int64)": (check) =>
    check({
      writer: nullable(scalar.bigInt64(), 0n),
      values: fc.option(int64s),
      seen: (value) => (value === null ? null : String(value)),
    }),
  "Nullable(Float64)": (check) =>
    check({ writer: nullable(scalar.float64(), 0), values: fc.option(doubles) }),
  Enum8: (check) => check({ writer: scalar.enum8(["a", "b"]), values: fc.constantFrom("a", "b") }),
  "Array(String)": (check) => check({ writer: array(scalar.text()), values: fc.array(anyText) }),
  "Array(LowCardinality(String))": (check) =>
    check({ writer: array(lowCardinality()), values: fc.array(anyText) }),
  "Array(Float64)": (check) =>
    check({ writer: array(scalar.float64()), values: fc.array(doubles) }),
  "Array(UInt64)": (check) =>
    check({
      writer: array(scalar.bigUint64()),
      values: fc.array(uint64s),
      seen: (values) => values.map(String),
    }),
  Map: (check) => check({ writer: map(lowCardinality(), scalar.text()), values: anyMap }),
};

describe("the engine reads back what was written", () => {
  test.each(Object.entries(cases))("%s", async (_name, run) => run(roundTrips), 60_000);
});

async function roundTrips<Value>({ writer, values, seen }: Case<Value>): Promise<void> {
  const table = `t${tables++}`;
  await db.run(`CREATE TABLE ${table} (n UInt32, v ${writer.type}) ENGINE = MergeTree ORDER BY n`);
  const encoder = encoderOf(writer);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(values, { minLength: 1 }), { minLength: 1 }),
      async (blocks) => {
        await db.run(`TRUNCATE TABLE ${table}`);
        await db.insertNative(table, encoder.columns, blocks.map(bytesOf(encoder)));
        expect(await readBack(table)).toEqual(blocks.flat().map(seen ?? ((value) => value)));
      },
    ),
    { numRuns: 15 },
  );
}

let tables = 0;

function encoderOf<Value>(writer: ColumnWriter<Value>) {
  const column = columnOf<[number, Value]>();
  return new TableEncoder([
    column("n", scalar.uint32(), ([number]) => number),
    column("v", writer, ([, value]) => value),
  ]);
}

function bytesOf<Value>(encoder: TableEncoder<[number, Value]>) {
  let number = 0;
  return (values: Value[]): Uint8Array => {
    const out = new ByteBuffer();
    encoder.encode(
      values.map((value) => [number++, value]),
      out,
    );
    return out.written();
  };
}

async function readBack(table: string): Promise<unknown[]> {
  const rows = await db.select(z.object({ v: z.unknown() }), `SELECT v FROM ${table} ORDER BY n`);
  return rows.map(({ v }) => v);
}

describe("at the edges", () => {
  async function stored<Value>(writer: ColumnWriter<Value>, values: Value[]): Promise<unknown[]> {
    const table = `t${tables++}`;
    await db.run(
      `CREATE TABLE ${table} (n UInt32, v ${writer.type}) ENGINE = MergeTree ORDER BY n`,
    );
    const encoder = encoderOf(writer);
    await db.insertNative(table, encoder.columns, [bytesOf(encoder)(values)]);
    return readBack(table);
  }

  test("half a surrogate pair becomes U+FFFD", async () => {
    const texts = ["a\ud800b", "\udc00", "\ud83d\ude00", `${"x".repeat(200)}\ud800`];
    expect(await stored(scalar.text(), texts)).toEqual(
      texts.map((text) => Buffer.from(text).toString()),
    );
  });

  test("blank lines, semicolons, NUL and SQL are only text", async () => {
    const texts = ["a\n\nDROP TABLE spans", "\0; SELECT 1", "';--", "", "\r\n"];
    expect(await stored(scalar.text(), texts)).toEqual(texts);
  });

  test("300 and 70,000 different texts take wider numbers", async () => {
    for (const count of [256, 257, 70_000]) {
      const texts = Array.from({ length: count }, (_, index) => `v${index}`);
      expect(await stored(lowCardinality(), texts)).toEqual(texts);
    }
  });

  test("numbers out of range become the nearest in range", async () => {
    expect(await stored(scalar.uint32(), [5e9, -1, NaN, 1.9])).toEqual([2 ** 32 - 1, 0, 0, 1]);
    expect(await stored(scalar.uint64(), [-1, 1e300])).toEqual(["0", "18446744073709549568"]);
    expect(await stored(scalar.bigUint64(), [-1n, 2n ** 70n])).toEqual([
      "0",
      String(2n ** 64n - 1n),
    ]);
    expect(await stored(scalar.bigInt64(), [-(2n ** 70n)])).toEqual([String(-(2n ** 63n))]);
  });

  test("instants keep their nanoseconds and milliseconds", async () => {
    expect(await stored(scalar.unixNano(), [1_700_000_000_123_456_789n, 0n, -1n])).toEqual([
      "2023-11-14 22:13:20.123456789",
      "1970-01-01 00:00:00.000000000",
      "1969-12-31 23:59:59.999999999",
    ]);
    expect(await stored(scalar.unixMs(), [1_700_000_000_123])).toEqual(["2023-11-14 22:13:20.123"]);
  });
});

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { MetricPointRecord } from "../records/metric-point.ts";
import { noRows, type Rows } from "../records/rows.ts";
import { spanKinds, spanStatuses, usageSources } from "../records/span.ts";
import { openTestDatabase } from "../testing.ts";
import { encodeRows, RowEncoder } from "./encode-rows.ts";
import { readBlock } from "./slice-block.ts";

// Goal: every field of every record arrives in its column. Method: random records go through the
// encoder into the migrated tables; what comes back is compared field by field, by name.

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const text = fc.string({ unit: "binary", maxLength: 30 });
const texts = fc.array(text, { maxLength: 3 });
const textMap = fc.dictionary(text, text, { maxKeys: 3 });
const count = fc.nat(2 ** 31);
const bigCount = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const tokens = fc.maxSafeNat();
const double = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
// One week, so that a batch falls in few partitions, and not so old that TTL takes it.
const weekStart = BigInt(Date.UTC(2026, 10, 16)) * 1_000_000n;
const nanos = fc
  .bigInt({ min: 0n, max: 6n * 86_400_000_000_000n })
  .map((offset) => weekStart + offset);
const received = fc.constant(Date.now());

const identity = { project: text, traceId: text, spanId: text, receivedUnixMs: received };

const span = fc.record({
  ...identity,
  ...fields(
    text,
    "parentSpanId name statusMessage errorType service environment scope convention agent agentId",
  ),
  ...fields(text, "agentVersion workflow provider model requestModel responseId tool toolCallId"),
  ...fields(text, "finishReason sessionId userId businessUnit useCase inputPreview outputPreview"),
  startUnixNano: nanos,
  durationNs: bigCount,
  kind: fc.constantFrom(...spanKinds),
  status: fc.constantFrom(...spanStatuses),
  requestedTools: texts,
  tags: textMap,
  labels: texts,
  usageSource: fc.constantFrom(...usageSources),
  counted: fc.boolean(),
  usage: fc.record({
    ...fields(tokens, "inputTokens outputTokens cacheReadTokens cacheWriteTokens"),
    ...fields(tokens, "cacheWrite1hTokens reasoningTokens audioInputTokens audioOutputTokens"),
  }),
  reportedCostNanoUsd: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  stream: fc.boolean(),
  ttftNs: bigCount,
  contentBytes: tokens,
  ...fields(count, "eventCount linkCount flags"),
  attributes: textMap,
  ver: bigCount,
});

const spanIo = fc.record({
  ...identity,
  ...fields(text, "attributes events links resource scope schemaUrl traceState newInput output"),
  startUnixNano: nanos,
  otlpKind: fc.nat(255),
  ...fields(count, "otlpFlags droppedAttributes droppedEvents droppedLinks"),
  ...fields(bigCount, "sentStartUnixNano sentEndUnixNano ver"),
});

const logEvent = fc.record({
  ...identity,
  ...fields(text, "recordId eventName service sessionId body attributes resource scope"),
  timeUnixNano: nanos,
  severity: fc.nat(255),
});

const score = fc.record({
  ...identity,
  ...fields(text, "scoreId name evaluator label explanation responseId"),
  timeUnixNano: nanos,
  source: fc.constantFrom("otlp" as const, "evaluator" as const, "human" as const),
  value: fc.option(double),
});

const metricPoint: fc.Arbitrary<MetricPointRecord> = fc.record({
  ...fields(text, "project name unit service seriesId resource"),
  type: fc.constantFrom("gauge" as const, "sum" as const, "histogram" as const),
  ...fields(nanos, "timeUnixNano startUnixNano"),
  attributes: textMap,
  monotonic: fc.boolean(),
  temporality: fc.nat(255),
  ...fields(double, "value sum"),
  count: bigCount,
  bounds: fc.array(double),
  bucketCounts: fc.array(bigCount),
  receivedUnixMs: received,
});

const rows: fc.Arbitrary<Rows> = fc.record({
  spans: distinct(span, "spanId"),
  spanIo: distinct(spanIo, "spanId"),
  logEvents: distinct(logEvent, "recordId"),
  scores: distinct(score, "scoreId"),
  metricPoints: distinct(metricPoint, "seriesId"),
});

/** Lists in which no two records have one identity: those would become one row. */
function distinct<Name extends string, Item extends Record<Name, string>>(
  item: fc.Arbitrary<Item>,
  name: Name,
): fc.Arbitrary<Item[]> {
  return fc
    .array(item)
    .map((items) => items.map((one, index) => ({ ...one, [name]: `${index} ${one[name]}` })));
}

test.each([
  ["as one block", (bytes: Uint8Array) => [bytes]],
  ["in a block that was cut into rows", cutAnywhere],
])(
  "every field of every record arrives in its column, %s",
  async (_name, cut) => {
    const encoder = new RowEncoder();
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(), async (sent, seed) => {
        for (const [table] of tables(sent)) await db.run(`TRUNCATE TABLE ${table}`);
        for (const { table, columns, bytes } of encoder.encode(sent)) {
          await db.insertNative(table, columns, cut(bytes, seed));
        }
        for (const [table, records] of tables(sent)) {
          expect((await readBack(table)).toSorted()).toEqual(records.map(rowOf).toSorted());
        }
      }),
      { numRuns: 20 },
    );
  },
  120_000,
);

/** Three blocks of the same rows, one of which may be empty. */
function cutAnywhere(bytes: Uint8Array, seed: number): Uint8Array[] {
  const block = readBlock(bytes);
  const first = seed % (block.rows + 1);
  const second = first + (seed % (block.rows - first + 1));
  const pieces = [block.slice(0, first), block.slice(first, second)];
  return [...pieces, readBlock(block.slice(second, block.rows)).slice(0, block.rows - second)];
}

test("a block that is damaged is not cut, whatever is wrong with it", () => {
  fc.assert(
    fc.property(fc.tuple(span), fc.nat(), fc.nat(255), (spans, seed, value) => {
      const [{ bytes } = { bytes: new Uint8Array() }] = encodeRows({ ...noRows(), spans });
      const cut = seed % bytes.length;
      expect(() => readBlock(bytes.subarray(0, cut))).toThrow(RangeError);
      bytes[cut] = value;
      expect(failureOf(() => readBlock(bytes).slice(0, 1))).toMatch(/^(nothing|RangeError)$/);
    }),
  );
});

function failureOf(work: () => unknown): string {
  try {
    work();
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

test("a table without rows has no block, and content comes before its spans", () => {
  const encoder = new RowEncoder();
  expect(encoder.encode(noRows())).toEqual([]);
  const [sent] = fc.sample(fc.record({ spans: fc.tuple(span), spanIo: fc.tuple(spanIo) }), 1);
  const blocks = encoder.encode({ ...noRows(), ...sent });
  expect(blocks.map((block) => [block.table, block.rows])).toEqual([
    ["span_io", 1],
    ["spans", 1],
  ]);
});

/** The same arbitrary for several fields. */
function fields<Value, Names extends string>(value: fc.Arbitrary<Value>, names: Names) {
  const entries = names.split(" ").map((name) => [name, value]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are those in the text
  return Object.fromEntries(entries) as Record<WordOf<Names>, fc.Arbitrary<Value>>;
}
type WordOf<Names extends string> = Names extends `${infer First} ${infer Rest}`
  ? First | WordOf<Rest>
  : Names;

function tables(sent: Rows): [table: string, records: object[]][] {
  return [
    ["spans", sent.spans],
    ["span_io", sent.spanIo],
    ["log_events", sent.logEvents],
    ["scores", sent.scores],
    ["metric_points", sent.metricPoints],
  ];
}

/** What a record should be as a row: columns by name, numbers as text. */
function rowOf(record: object): string {
  const { usage, ...rest }: { usage?: object } = record;
  return sortedJson(
    Object.entries({ ...rest, ...usage }).map(([name, value]) => [
      columnNames[name] ?? snakeCase(name),
      value,
    ]),
  );
}

const columnNames: Record<string, string> = {
  startUnixNano: "start_time",
  timeUnixNano: "time",
  receivedUnixMs: "received_at",
};

const snakeCase = (name: string) =>
  name.replaceAll(/1h|[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

function sortedJson(entries: [name: string, value: unknown][]): string {
  const sorted = entries.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(sorted.map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? value.map(plain) : value;
}

async function readBack(table: string): Promise<string[]> {
  const { instants, unset } = readings[table] ?? { instants: ["time"], unset: "is_deleted, ver" };
  const readable = [
    ...instants.map((name) => `toUnixTimestamp64Nano(${name}) AS ${name}`),
    "toUnixTimestamp64Milli(received_at) AS received_at",
  ];
  const found = await db.select(
    z.record(z.string(), z.unknown()),
    `SELECT * EXCEPT (${unset}) REPLACE (${readable.join(", ")}) FROM ${table}`,
  );
  return found.map((row) => sortedJson(Object.entries(row)));
}

const readings: Record<string, { instants: string[]; unset: string }> = {
  spans: { instants: ["start_time"], unset: "is_deleted" },
  span_io: { instants: ["start_time"], unset: "is_deleted" },
  metric_points: { instants: ["time", "start_time"], unset: "is_deleted, ver" },
};

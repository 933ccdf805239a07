import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRows, readBlock, StoreError } from "@spanward/clickhouse";
import { noRows } from "@spanward/clickhouse/records";
import { testSpan } from "@spanward/clickhouse/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { Metrics } from "../metrics.ts";
import type { Pressure } from "./flusher.ts";
import { type Frame, readFrames } from "./frame.ts";
import type { InsertBlocks } from "./insert-rows.ts";
import { openSegments, type Segments, type SegmentsOptions } from "./segments.ts";

// Goal: what one sends costs nobody else. Method: a store that has what it was given as span ids, and
// refuses, dies of, or is slow with those it is told.

let folder: string;
let segments: Segments;
let metrics: Metrics;
let inserts: { table: string; token: string; ids: string[] }[];
/** What the store says to these spans; null: it takes them. */
let answer: (ids: string[]) => StoreError | null;
let pressure: Pressure;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-flusher-"));
  inserts = [];
  answer = () => null;
  pressure = "none";
  metrics = new Metrics();
});
afterEach(async () => {
  await segments.close(0);
  await rm(folder, { recursive: true, force: true });
});

const insert: InsertBlocks = async ({ table, token }, blocks) => {
  const ids = blocks.flatMap(idsIn);
  inserts.push({ table, token, ids });
  const error = answer(ids);
  if (error) throw error;
  await Promise.resolve();
};

/** The ids are the only texts of sixteen digits. */
const idsIn = (block: Uint8Array): string[] =>
  Buffer.from(block)
    .toString("latin1")
    .match(/\d{16}/g) ?? [];

async function open(options: Partial<SegmentsOptions> = {}): Promise<void> {
  const log = createLog({ level: "error", write: () => {} });
  const store = { insert, pressure: () => pressure };
  segments = await openSegments({ folder, ...store, metrics, log, ...options });
}

const idOf = (number: number): string => String(number).padStart(16, "0");

/** Spans numbered from `first`. */
function frame(project: string, first: number, count: number): Frame {
  const spans = Array.from({ length: count }, (_, index) =>
    testSpan({ project, traceId: "ab", spanId: idOf(first + index) }),
  );
  const blocks = encodeRows({ ...noRows(), spans });
  return { project, signal: "traces", items: count, blocks };
}

const stored = (): Set<string> =>
  new Set(inserts.filter(({ ids }) => answer(ids) === null).flatMap(({ ids }) => ids));
const refused = new StoreError("bad row", { retryable: false, code: 33 });
const silence = new StoreError("ClickHouse cannot be reached", { retryable: true });

describe("a poisoned row", () => {
  const poison = [idOf(17), idOf(42)];
  const holdsPoison = (ids: string[]) => poison.some((id) => ids.includes(id));

  test("is put aside alone, and those that came with it are stored", async () => {
    answer = (ids) => (holdsPoison(ids) ? refused : null);
    await open();
    await Promise.all([0, 20, 40].map((first) => segments.append(frame("shop", first, 20))));
    await segments.flush();
    expect(stored().size).toBe(58);
    expect(metrics.snapshot()).toMatchObject({ accepted: 60, stored: 58, rejected: 2, waiting: 0 });
    const aside = join(folder, "quarantine");
    const files = (await readdir(aside)).filter((name) => name.endsWith(".segment"));
    const kept = await Promise.all(files.map(async (name) => readFile(join(aside, name))));
    const frames = kept.flatMap((content) => readFrames(content).frames);
    expect(frames.flatMap(({ frame: one }) => one.blocks.flatMap((b) => idsIn(b.bytes)))).toEqual(
      poison,
    );
    const reason = (await readdir(aside)).find((name) => name.endsWith(".json")) ?? "";
    expect(JSON.parse(await readFile(join(aside, reason), "utf8"))).toMatchObject({
      error: "bad row",
      project: "shop",
      rows: { spans: 1 },
    });
  });

  test("is told to a sender who waits for the insert only when nothing of it was stored", async () => {
    answer = (ids) => (holdsPoison(ids) ? refused : null);
    await open({ ack: "insert" });
    await segments.append(frame("shop", 0, 20));
    await expect(segments.append(frame("shop", 42, 1))).rejects.toMatchObject({ retryable: false });
  });

  test("that the store dies of is put aside once others were inserted without it", async () => {
    answer = (ids) => (holdsPoison(ids) ? silence : null);
    await open();
    await segments.append(frame("shop", 10, 10));
    const flushed = segments.flush();
    await expect.poll(() => stored().size, { timeout: 60_000 }).toBe(9);
    expect(metrics.snapshot()).toMatchObject({ rejected: 0, waiting: 10 });
    for (const first of [100, 110, 120, 130, 140]) {
      await segments.append(frame("other", first, 1));
      await expect.poll(() => stored().has(idOf(first)), { timeout: 60_000 }).toBe(true);
    }
    await flushed;
    expect(metrics.snapshot()).toMatchObject({ accepted: 15, stored: 14, rejected: 1, waiting: 0 });
  });

  test("in a block that is no block is put aside with all of it", async () => {
    answer = (ids) => (ids.includes(idOf(1)) ? refused : null);
    await open();
    const [block] = frame("shop", 1, 3).blocks;
    if (!block) throw new Error("no block");
    const torn = { ...block, bytes: block.bytes.subarray(0, -3) };
    expect(() => readBlock(torn.bytes)).toThrow(RangeError);
    await segments.append({ project: "shop", signal: "traces", items: 3, blocks: [torn] });
    await segments.append(frame("shop", 4, 3));
    await segments.flush();
    expect(metrics.snapshot()).toMatchObject({ stored: 3, rejected: 3, waiting: 0 });
  });

  test("among nothing but poison does not take for ever", async () => {
    answer = (ids) => (ids.every((id) => id === idOf(0)) ? null : refused);
    await open();
    await segments.append(frame("shop", 1, 3000));
    await segments.flush();
    expect(inserts.length).toBeLessThan(4000);
    expect(metrics.snapshot()).toMatchObject({ stored: 0, rejected: 3000, waiting: 0 });
  });
});

describe("nobody is put aside", () => {
  test("while the store is not there", async () => {
    let down = true;
    answer = () => (down ? silence : null);
    await open({ reachable: () => Promise.resolve(!down) });
    await segments.append(frame("shop", 0, 10));
    const flushed = segments.flush();
    await expect.poll(() => inserts.length, { timeout: 30_000 }).toBeGreaterThan(5);
    expect(new Set(inserts.map(({ ids }) => ids.length))).toEqual(new Set([10]));
    down = false;
    await flushed;
    expect(metrics.snapshot()).toMatchObject({ stored: 10, rejected: 0 });
  });

  test("while the store answers, but takes nothing from anybody", async () => {
    let broken = true;
    answer = () => (broken ? silence : null);
    await open();
    await segments.append(frame("shop", 0, 2));
    const flushed = segments.flush();
    await expect
      .poll(() => inserts.filter(({ ids }) => ids.length === 1).length, { timeout: 60_000 })
      .toBeGreaterThan(8);
    broken = false;
    await flushed;
    expect(metrics.snapshot()).toMatchObject({ stored: 2, rejected: 0, waiting: 0 });
  });
});

test("the same rows are tried again under the same token, and others under another", async () => {
  let failures = 2;
  answer = () => (failures-- > 0 ? new StoreError("busy", { retryable: true, code: 202 }) : null);
  await open();
  await segments.append(frame("shop", 0, 5));
  await segments.flush();
  await segments.append(frame("shop", 0, 5));
  await segments.flush();
  const tokens = inserts.map(({ token }) => token);
  expect(tokens).toEqual([tokens[0], tokens[0], tokens[0], tokens[3]]);
  expect(tokens[3]).not.toBe(tokens[0]);
});

test("a project that sends little does not wait behind one that floods", async () => {
  pressure = "stop";
  await open({ segmentRows: 500 });
  for (let first = 0; first < 20_000; first += 100)
    await segments.append(frame("loud", first, 100));
  await segments.append(frame("quiet", 90_000, 10));
  pressure = "none";
  await segments.flush();
  const batch = inserts.findIndex(({ ids }) => ids.includes(idOf(90_000)));
  expect(inserts.length).toBeGreaterThanOrEqual(40);
  expect(batch).toBeLessThan(3);
});

test("no insert is larger than a segment may be, in bytes and in rows", async () => {
  pressure = "stop";
  await open({ segmentRows: 300 });
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => segments.append(frame("shop", index * 100, 100))),
  );
  pressure = "none";
  await segments.flush();
  expect(inserts.map(({ ids }) => ids.length).every((rows) => rows <= 300)).toBe(true);
  expect(stored().size).toBe(2000);
});

test("a store under pressure gets nothing until it is over, and no more is lost than time", async () => {
  pressure = "stop";
  await open();
  await segments.append(frame("shop", 0, 5));
  const flushed = segments.flush();
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(inserts).toEqual([]);
  expect(segments.backlog()).toMatchObject({ rows: 5, segments: 1 });
  pressure = "none";
  await flushed;
  expect(stored().size).toBe(5);
  expect(segments.backlog()).toMatchObject({ bytes: 0, rows: 0, segments: 0 });
});

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreError } from "@spanward/clickhouse";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLog } from "../log.ts";
import { Metrics } from "../metrics.ts";
import { QueueFullError } from "./errors.ts";
import { encodeFrame, type Frame } from "./frame.ts";
import type { InsertBlocks } from "./insert-rows.ts";
import { createSegmentFile } from "./segment-file.ts";
import { openSegments, type Segments, type SegmentsOptions } from "./segments.ts";

// Goal: what was acknowledged reaches the store, whatever the disk, the store or a crash do meanwhile.
// Method: a store that is a list, and says no when it is told to. The real one is in collector/test.

let folder: string;
let stored: string[];
let refuse: (texts: string[]) => StoreError | null;
let metrics: Metrics;
let logged: string[];
const opened: Segments[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-segments-"));
  stored = [];
  logged = [];
  refuse = () => null;
  metrics = new Metrics();
});

afterEach(async () => {
  vi.useRealTimers();
  for (const segments of opened.splice(0)) await segments.close(0);
  await rm(folder, { recursive: true, force: true });
});

const insert: InsertBlocks = async ({ table }, blocks) => {
  const texts = blocks.map((bytes) => Buffer.from(bytes).toString());
  const error = refuse(texts);
  if (error) throw error;
  for (const text of texts) stored.push(`${table} ${text}`);
  await Promise.resolve();
};

async function open(options: Partial<SegmentsOptions> = {}): Promise<Segments> {
  const log = createLog({ level: "info", write: (line) => logged.push(line) });
  const segments = await openSegments({ folder, insert, metrics, log, ...options });
  opened.push(segments);
  return segments;
}

const frame = (text: string, project = "shop"): Frame => ({
  project,
  signal: "traces",
  items: 1,
  blocks: ["spans", "span_io"].map((table) => ({
    table,
    columns: ["a"],
    rows: 1,
    bytes: Buffer.from(text),
  })),
});

const segmentsIn = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((name) => name.endsWith(".segment"));

const balance = () => {
  const { accepted, rejected, stored: queryable, waiting } = metrics.snapshot();
  return { accepted, stored: queryable, rejected, waiting };
};

test("inserts what was appended, content before spans, and then needs no file for it", async () => {
  const segments = await open();
  await Promise.all(["1", "2", "3"].map((text) => segments.append(frame(text))));
  expect(balance()).toEqual({ accepted: 3, stored: 0, rejected: 0, waiting: 3 });
  await segments.flush();
  expect(stored).toEqual(["span_io 1", "span_io 2", "span_io 3", "spans 1", "spans 2", "spans 3"]);
  expect(balance()).toEqual({ accepted: 3, stored: 3, rejected: 0, waiting: 0 });
  expect(segments.backlog()).toMatchObject({ bytes: 0, segments: 0 });
  expect(await segmentsIn(folder)).toEqual([]);
});

test("inserts without being asked, soon after the last news", async () => {
  const segments = await open();
  await segments.append(frame("1"));
  await expect.poll(() => stored).toHaveLength(2);
});

test("answers only after the insert when told so", async () => {
  const segments = await open({ ack: "insert" });
  await segments.append(frame("1"));
  expect(stored).toHaveLength(2);
  refuse = (texts) =>
    texts.includes("bad") ? new StoreError("no", { retryable: false, code: 33 }) : null;
  const [bad, good] = await Promise.allSettled([
    segments.append(frame("bad")),
    segments.append(frame("2")),
  ]);
  expect(bad).toMatchObject({
    status: "rejected",
    reason: { name: "StoreError", retryable: false },
  });
  expect(good).toMatchObject({ status: "fulfilled" });
});

test("with that, answers a sender before it gives up", async () => {
  vi.useFakeTimers();
  refuse = () => new StoreError("down", { retryable: true });
  const segments = await open({ ack: "insert" });
  const answer = segments.append(frame("1")).catch((error: unknown) => error);
  await vi.waitFor(() => expect(segments.backlog().segments).toBe(1));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await answer).toMatchObject({ name: "StoreError", retryable: true });
});

describe("after a crash", () => {
  test("inserts what is left, up to a frame that was being written", async () => {
    const content = Buffer.concat(["1", "2"].flatMap((text) => encodeFrame(frame(text))));
    await writeFile(join(folder, "0000000007.segment"), content.subarray(0, -1));
    await writeFile(join(folder, "0000000012.segment"), Buffer.concat(encodeFrame(frame("3"))));
    const segments = await open();
    await segments.flush();
    expect(stored).toEqual(["span_io 1", "span_io 3", "spans 1", "spans 3"]);
    expect(balance()).toEqual({ accepted: 2, stored: 2, rejected: 0, waiting: 0 });
    await segments.append(frame("4"));
    expect(await segmentsIn(folder)).toEqual([expect.stringMatching(/^0000000013-\w+.segment$/)]);
  });

  test("inserts all but the frame that was damaged on disk, says so and keeps the file", async () => {
    const content = Buffer.concat(["1", "2", "3"].flatMap((text) => encodeFrame(frame(text))));
    content[Math.floor(content.length / 2)] = 0;
    await writeFile(join(folder, "0000000007.segment"), content);
    await (await open()).flush();
    expect(stored).toEqual(["span_io 1", "span_io 3", "spans 1", "spans 3"]);
    expect(await readdir(join(folder, "quarantine"))).toEqual(["0000000007.segment.corrupt"]);
    expect(logged.join()).toContain("damaged");
  });
});

describe("when the store says no", () => {
  test("tries again, in the order of arrival, until it says yes", async () => {
    let refusals = 3;
    refuse = () => (refusals-- > 0 ? new StoreError("busy", { retryable: true }) : null);
    const segments = await open();
    await segments.append(frame("1"));
    const first = segments.flush();
    await segments.append(frame("2"));
    await Promise.all([first, segments.flush()]);
    expect(stored).toEqual(["span_io 1", "spans 1", "span_io 2", "spans 2"]);
  });

  test("puts aside only what it will never take", async () => {
    const poison = new Set(["3", "6"]);
    refuse = (texts) =>
      texts.some((text) => poison.has(text))
        ? new StoreError("bad row", { retryable: false, code: 33 })
        : null;
    const segments = await open();
    const texts = ["1", "2", "3", "4", "5", "6", "7"];
    await Promise.all(texts.map((text) => segments.append(frame(text))));
    await segments.flush();
    expect(new Set(stored.filter((row) => row.startsWith("spans ")))).toEqual(
      new Set(["1", "2", "4", "5", "7"].map((text) => `spans ${text}`)),
    );
    expect(balance()).toEqual({ accepted: 7, stored: 5, rejected: 2, waiting: 0 });

    expect(await segmentsIn(join(folder, "quarantine"))).toHaveLength(2);
    expect(logged.filter((line) => line.includes("quarantine"))).toHaveLength(2);
  });

  test("gives it less at once when it is too much", async () => {
    refuse = (texts) =>
      texts.length > 2 ? new StoreError("memory limit", { retryable: true, code: 241 }) : null;
    const segments = await open();
    await Promise.all(["1", "2", "3", "4", "5"].map((text) => segments.append(frame(text))));
    await segments.flush();
    expect(balance()).toEqual({ accepted: 5, stored: 5, rejected: 0, waiting: 0 });
  });

  test("waits when it is the store that must be mended, not the rows", async () => {
    let missing = true;
    refuse = () => (missing ? new StoreError("no table", { retryable: false, code: 60 }) : null);
    const segments = await open();
    await segments.append(frame("1"));
    const flushed = segments.flush();
    await expect.poll(() => logged.length).toBeGreaterThan(0);
    expect(balance()).toEqual({ accepted: 1, stored: 0, rejected: 0, waiting: 1 });
    missing = false;
    await flushed;
    expect(balance()).toEqual({ accepted: 1, stored: 1, rejected: 0, waiting: 0 });
  });
});

describe("refuses", () => {
  test("what would not fit into the backlog", async () => {
    refuse = () => new StoreError("down", { retryable: true });
    const segments = await open({ backlogBytes: 1500 });
    await segments.append(frame("x".repeat(500)));
    await expect(segments.append(frame("x".repeat(500)))).rejects.toThrow(QueueFullError);
    expect(balance()).toEqual({ accepted: 1, stored: 0, rejected: 0, waiting: 1 });
  });

  test("when the disk is full, and works again when it is not", async () => {
    let full = true;
    const segments = await open({
      createFile: async (path, sync) => {
        const file = await createSegmentFile(path, sync);
        const noSpace = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
        return {
          ...file,
          append: (parts) => (full ? Promise.reject(noSpace) : file.append(parts)),
        };
      },
    });
    await expect(segments.append(frame("1"))).rejects.toMatchObject({
      name: "StoreError",
      retryable: true,
      message: expect.stringContaining("no space left"),
    });
    full = false;
    await segments.append(frame("2"));
    await segments.flush();
    expect(stored).toEqual(["span_io 2", "spans 2"]);
    expect(balance()).toEqual({ accepted: 1, stored: 1, rejected: 0, waiting: 0 });
  });

  test("when too little room is left on the disk", async () => {
    const segments = await open({ diskFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(segments.append(frame("1"))).rejects.toThrow(/the disk has \d+ MiB left/);
  });

  test("when it was closed; what it had acknowledged is there at the next start", async () => {
    refuse = () => new StoreError("down", { retryable: true });
    const segments = await open();
    await segments.append(frame("1"));
    await segments.close(10);
    await expect(segments.append(frame("2"))).rejects.toThrow("stopping");
    refuse = () => null;
    await (await open()).flush();
    expect(stored).toEqual(["span_io 1", "spans 1"]);
  });
});

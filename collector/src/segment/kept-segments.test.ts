import { mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { Metrics } from "../metrics.ts";
import type { Frame } from "./frame.ts";
import { openSegments, type Segments, type SegmentsOptions } from "./segments.ts";

// Goal: what was inserted can be had again for as long as is said, and what was erased cannot.

let folder: string;
let now: number;
const opened: Segments[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-kept-"));
  now = Date.now();
});
afterEach(async () => {
  for (const segments of opened.splice(0)) await segments.close(0);
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<SegmentsOptions> = {}): Promise<Segments> {
  const segments = await openSegments({
    folder,
    insert: () => Promise.resolve(),
    metrics: new Metrics(),
    log: createLog({ level: "error", write: () => {} }),
    now: () => now,
    keptBytes: 10_000,
    ...options,
  });
  opened.push(segments);
  return segments;
}

const frame = (text: string, project = "shop"): Frame => ({
  project,
  signal: "traces",
  items: 1,
  blocks: [{ table: "spans", columns: ["a"], rows: 1, bytes: Buffer.from(text) }],
});

async function send(segments: Segments, ...frames: Frame[]): Promise<void> {
  await Promise.all(frames.map((one) => segments.append(one)));
  await segments.flush();
}

async function textsKept(segments: Segments): Promise<string[]> {
  const texts: string[] = [];
  for await (const frames of segments.kept.frames())
    for (const { blocks } of frames) for (const { bytes } of blocks) texts.push(String(bytes));
  return texts;
}

test("gives what was inserted, the oldest first, also after a restart", async () => {
  const segments = await open();
  await send(segments, frame("1"), frame("2"));
  await send(segments, frame("3"));
  expect(await textsKept(segments)).toEqual(["1", "2", "3"]);
  await segments.close(0);
  const again = await open();
  expect(await textsKept(again)).toEqual(["1", "2", "3"]);
  expect(again.kept.summary()).toMatchObject({ segments: 2 });
  expect(again.backlog()).toMatchObject({ bytes: 0, segments: 0 });
});

test("keeps no more than it should, and nothing for longer", async () => {
  const segments = await open({ keptBytes: 1500, keptHours: 24 });
  for (const text of ["1", "2", "3", "4"]) await send(segments, frame(text + "x".repeat(400)));
  expect((await textsKept(segments)).map(([first]) => first)).toEqual(["3", "4"]);
  expect(segments.kept.summary().bytes).toBeLessThanOrEqual(1500);
  now += 25 * 3_600_000;
  await send(segments, frame("5"));
  expect(await textsKept(segments)).toEqual(["5"]);
  expect(await readdir(join(folder, "kept"))).toHaveLength(1);
});

test("keeps nothing when told so, and nothing on a disk that is nearly full", async () => {
  await send(await open({ keptBytes: 0 }), frame("1"));
  expect(await readdir(join(folder, "kept"))).toEqual([]);
  const { bavail, bsize } = await statfs(folder);
  const cramped = await open({ diskFreeBytes: Math.floor((bavail * bsize) / 2) });
  await send(cramped, frame("2"));
  expect(cramped.kept.summary().segments).toBe(0);
});

test("forgets a project that was erased, and no other", async () => {
  const segments = await open();
  await send(segments, frame("1", "gone"), frame("2", "stays"));
  await send(segments, frame("3", "gone"));
  await segments.kept.forget({ project: "gone" });
  expect(await textsKept(segments)).toEqual(["2"]);
  await segments.close(0);
  expect(await textsKept(await open())).toEqual(["2"]);
});

test("forgets only what was received before a moment", async () => {
  const segments = await open();
  await send(segments, frame("1"));
  now += 1000;
  const before = now;
  now += 1000;
  await send(segments, frame("2"));
  await segments.kept.forget({ project: "shop", before });
  expect(await textsKept(segments)).toEqual(["2"]);
});

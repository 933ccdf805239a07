import { expect, test } from "vitest";
import type { LiveTrace } from "../api/answers/live.ts";
import { Follower } from "./follower.ts";

const rates = { spansPerSecond: 2, tracesPerSecond: 1 };
const trace = (traceId: string, spanCount = 1): LiveTrace => ({
  traceId,
  rootSpanId: null,
  name: "run",
  startTime: "2026-11-18T10:00:00.000000000Z",
  durationNs: 1,
  status: "unset",
  spanCount,
  errorCount: 0,
  llmCalls: 0,
  toolCalls: 0,
  toolNames: [],
  models: [],
  agents: [],
  services: [],
  environment: null,
  sessionId: null,
  userId: null,
  businessUnit: null,
  useCase: null,
  tags: {},
  labels: [],
  usage: null,
  usageSource: null,
  costUsd: null,
  inputPreview: "",
  outputPreview: "",
  complete: false,
  running: [],
  runningCount: 0,
});
const seen = (traces: LiveTrace[], unseen = 0, reachedUnixMs = 1) => ({
  traces,
  unseen,
  rates,
  reachedUnixMs,
});
const open = (isResumed = true) => new Follower({ sinceUnixMs: 0, isResumed, hasGap: false });
const ids = (traces?: LiveTrace[]) => traces?.map(({ traceId, spanCount }) => traceId + spanCount);

test("tells each state of a trace once, and of what waited only the last", async () => {
  const follower = open();
  follower.offer(seen([trace("a"), trace("b")]));
  follower.offer(seen([trace("a", 2), trace("b")]));
  expect(ids((await follower.next(1000))?.traces)).toEqual(["a2", "b1"]);
  follower.offer(seen([trace("a", 2), trace("b", 5)], 0, 7));
  expect(await follower.next(1000)).toMatchObject({ ...rates, missed: 0, reachedUnixMs: 7 });
  follower.offer(seen([trace("b", 5)]));
  expect(await follower.next(1)).toMatchObject({ traces: [] }); // nothing new within the time
});

test("holds only so much for one that is slow, and counts the rest", async () => {
  const follower = open();
  for (let i = 0; i < 600; i++) follower.offer(seen([trace(`t${i}`)]));
  const told = await follower.next(1000);
  expect(told?.traces).toHaveLength(500);
  expect(told?.missed).toBe(100);
  // What was missed is told with its next change.
  follower.offer(seen([trace("t599")]));
  expect(ids((await follower.next(1000))?.traces)).toEqual(["t5991"]);
});

test("misses only what came after it began", async () => {
  const begun = open(false);
  begun.offer(seen([], 50));
  begun.offer(seen([], 3));
  expect(await begun.next(1000)).toMatchObject({ missed: 3 });
  const resumed = new Follower({ sinceUnixMs: 0, isResumed: true, hasGap: true });
  resumed.offer(seen([], 50));
  expect(await resumed.next(1000)).toMatchObject({ missed: 50, hasGap: true });
  resumed.offer(seen([trace("a")]));
  expect(await resumed.next(1000)).toMatchObject({ missed: 0, hasGap: false });
});

test("waits for news, and for its end", async () => {
  const follower = open();
  const next = follower.next(60_000);
  follower.offer(seen([trace("a")]));
  expect(ids((await next)?.traces)).toEqual(["a1"]);
  const last = follower.next(60_000);
  follower.close();
  expect(await last).toBeNull();
  expect(await follower.next(60_000)).toBeNull();
});

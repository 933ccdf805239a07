import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveFeed } from "./live-feed.svelte.ts";

/** What stands in for the browser's connection, which the test environment lacks. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static last: Source;
  readyState = 1;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    Source.last = this;
  }

  tell(traces: { traceId: string; startTime: string }[], more: object = {}): void {
    const now = new Date().toISOString();
    const data = { now, traces, missed: 0, hasGap: false, spansPerSecond: 1, tracesPerSecond: 1 };
    const text = JSON.stringify({ ...data, ...more });
    this.dispatchEvent(new MessageEvent("news", { data: text, lastEventId: "1" }));
  }

  close(): void {
    this.readyState = Source.CLOSED;
  }
}
beforeEach(() => vi.stubGlobal("EventSource", Source));
afterEach(() => vi.unstubAllGlobals());

const at = (second: number) => `2026-11-18T10:00:${String(second).padStart(2, "0")}Z`;
const ids = (feed: LiveFeed) => feed.rows.map(({ traceId }) => traceId).join("");

test("keeps the newest state of each trace, the last begun first", () => {
  const feed = new LiveFeed();
  feed.follow("/api/live");
  Source.last.tell([{ traceId: "a", startTime: at(1) }]);
  Source.last.tell([{ traceId: "b", startTime: at(2) }], { missed: 3 });
  Source.last.tell([{ traceId: "a", startTime: at(1) }]);
  expect(ids(feed)).toBe("ba");
  expect(feed.missed).toBe(3);
});

test("holds still while paused, and then shows what came", () => {
  const feed = new LiveFeed();
  feed.follow("/api/live");
  feed.pause();
  Source.last.tell([{ traceId: "a", startTime: at(1) }]);
  expect([ids(feed), feed.heldChanges]).toEqual(["", 1]);
  feed.resume();
  expect([ids(feed), feed.heldChanges]).toEqual(["a", 0]);
});

test("keeps so many rows, and begins anew for another search", () => {
  const feed = new LiveFeed();
  feed.follow("/api/live");
  for (let i = 0; i < 510; i++) Source.last.tell([{ traceId: `${i},`, startTime: `${1000 + i}` }]);
  expect(feed.rows).toHaveLength(500);
  expect(feed.rows.at(-1)?.traceId).toBe("10,");
  const stop = feed.follow("/api/live?q=x");
  expect(feed.rows).toEqual([]);
  stop();
  expect(Source.last.readyState).toBe(Source.CLOSED);
});

test("connects again when it was turned away", () => {
  vi.useFakeTimers();
  const feed = new LiveFeed();
  const stop = feed.follow("/api/live");
  const first = Source.last;
  first.close();
  first.dispatchEvent(new Event("error"));
  expect(feed.state).toBe("lost");
  vi.runOnlyPendingTimers();
  expect(Source.last).not.toBe(first);
  stop();
  vi.useRealTimers();
});

import { type Database, createStore } from "@spanward/clickhouse";
import { spanFlags, type SpanRecord } from "@spanward/clickhouse/records";
import { insertRows, openTestDatabase, testSpan } from "@spanward/clickhouse/testing";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { followersMax, LiveTail } from "../live/live-tail.ts";
import { LiveNews } from "./answers/live.ts";
import { answerError } from "./api-error.ts";
import { liveRoutes } from "./live.ts";

// Goal: what is stored is told, as it grows, to whoever looks for it, and to nobody else.
// Method: the real store, a clock that stands still, and the stream as a browser reads it.

const now = Date.UTC(2026, 10, 18, 12);
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

type Facts = Partial<SpanRecord>;
const span = ([project, traceId]: [string, string], facts: Facts) => ({
  ...testSpan({
    traceId: traceId.padStart(32, "0"),
    spanId: "1".padStart(16, "0"),
    project,
    startUnixNano: BigInt(now - 5000) * 1_000_000n,
    receivedUnixMs: now,
  }),
  ...facts,
});
const insertSpans = (of: [project: string, traceId: string], ...facts: Facts[]) =>
  insertRows(db, { spans: facts.map((each) => span(of, each)) });

function openLive() {
  const live = new LiveTail({
    store: createStore(db),
    clock: () => now,
    waitingMs: () => 0,
    lookMs: 20,
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(() => live.close());
  const web = new Hono().route("/", liveRoutes({ live, clock: () => now }));
  web.onError(answerError(() => {}));
  return { live, web };
}

/** What a follower is told, one event after the other. */
async function follow(web: Hono, path: string, headers: Record<string, string> = {}) {
  const response = await web.request(path, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("no stream");
  onTestFinished(() => reader.cancel());
  let text = "";
  return {
    type: response.headers.get("content-type"),
    async next(): Promise<{ id: string; news: LiveNews }> {
      for (;;) {
        const [event, ...rest] = text.split("\n\n");
        if (event !== undefined && rest.length > 0) {
          text = rest.join("\n\n");
          const [, data = "", id = ""] = /^event: news\ndata: (.*)\nid: (\d+)$/.exec(event) ?? [];
          return { id, news: LiveNews.parse(JSON.parse(data)) };
        }
        const { done, value } = await reader.read();
        if (done) throw new Error(`it ended after: ${text}`);
        text += value;
      }
    },
  };
}

test("tells of a trace as it runs, grows and ends", async () => {
  const { web } = openLive();
  const tail = await follow(web, "/?project=grows&q=agent:desk");
  expect(tail.type).toContain("text/event-stream");
  const child = { spanId: "2".padStart(16, "0"), parentSpanId: "1".padStart(16, "0") };
  await insertSpans(["grows", "a"], { flags: spanFlags.pending, agent: "desk", name: "run" });
  const first = (await tail.next()).news;
  expect(first).toMatchObject({
    missed: 0,
    traces: [{ name: "run", complete: false, runningCount: 1, running: [{ name: "run" }] }],
  });
  await insertSpans(["grows", "a"], { ...child, kind: "tool", name: "look up" });
  await insertSpans(["grows", "b"], { agent: "other" });
  expect((await tail.next()).news.traces).toMatchObject([{ spanCount: 2, runningCount: 1 }]);
  await insertSpans(["grows", "a"], { ver: 2n, status: "ok", agent: "desk", name: "run" });
  const ended = (await tail.next()).news;
  expect(ended.traces).toMatchObject([{ status: "ok", complete: true, running: [] }]);
  expect(ended.spansPerSecond).toBeGreaterThan(0);
});

test("goes on where a follower was, and says so where it cannot", async () => {
  await insertSpans(["resume", "a"], { receivedUnixMs: now - 60_000 }, { receivedUnixMs: now });
  await insertSpans(["resume", "b"], { receivedUnixMs: now - 60_000 });
  const { web } = openLive();
  const resume = (ms: number) => follow(web, "/?project=resume", { "last-event-id": `${ms}` });
  const told = async (ms: number) => {
    const { id, news } = await (await resume(ms)).next();
    expect(id).toBe(`${now}`);
    const traces = news.traces.map(({ traceId }) => traceId.at(-1));
    return { traces: new Set(traces), hasGap: news.hasGap };
  };
  expect(await told(now - 1000)).toEqual({ traces: new Set(["a"]), hasGap: false });
  expect(await told(now - 70_000)).toEqual({ traces: new Set(["a", "b"]), hasGap: false });
  expect(await told(now - 600_000)).toEqual({ traces: new Set(["a", "b"]), hasGap: true });
});

test("keeps projects apart, refuses what it cannot read, and bounds its followers", async () => {
  const { live, web } = openLive();
  await insertSpans(["mine", "a"], {});
  await insertSpans(["theirs", "b"], {});
  const { news } = await (await follow(web, "/?project=mine")).next();
  expect(news.traces.map(({ traceId }) => traceId.at(-1))).toEqual(["a"]);

  const wrong = await web.request("/?q=cost:5");
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('at character 1, \\"cost:5\\"');

  const all = Array.from({ length: followersMax - 1 }, () =>
    live.follow({ project: "mine", conditions: [], text: "" }, now),
  );
  expect((await web.request("/?project=mine")).status).toBe(429);
  for (const follower of all) follower?.close();
});

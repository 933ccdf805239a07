import type { Database } from "@spanward/clickhouse";
import {
  insertRows,
  openTestDatabase,
  testCall,
  testSpan,
  testStart,
} from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TraceFacets, TraceHistogram, TraceList } from "./answers/trace-summary.ts";
import { testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
  const second = 1_000_000_000n;
  const traces = Array.from({ length: 5 }, (_, i) => [
    testSpan({
      traceId: `${i}`.padStart(32, "0"),
      spanId: "1".padStart(16, "0"),
      startUnixNano: testStart + BigInt(i) * second,
      status: i === 3 ? "error" : "ok",
      name: `run ${i}`,
      tags: { team: "a:b" },
    }),
    testCall(
      {
        traceId: `${i}`.padStart(32, "0"),
        spanId: "2".padStart(16, "0"),
        parentSpanId: "1".padStart(16, "0"),
        startUnixNano: testStart + BigInt(i) * second,
        reportedCostNanoUsd: 1_500_000n,
      },
      [10 * i, 1],
    ),
  ]);
  await insertRows(db, { spans: traces.flat() });
}, 60_000);
afterAll(() => db.close());

const list = async (query: string): Promise<TraceList> =>
  TraceList.parse((await api.ask(`/api/traces?${query}`)).answer);
const namesOf = async (query: string) => (await list(query)).traces.map(({ name }) => name);

test("lists traces newest first, with what a list shows", async () => {
  const { traces, nextCursor } = await list("");
  expect(traces.map(({ name }) => name)).toEqual(["run 4", "run 3", "run 2", "run 1", "run 0"]);
  expect(nextCursor).toBeNull();
  expect(traces[0]).toMatchObject({
    startTime: "2026-11-18T10:00:04.000000000Z",
    status: "ok",
    spanCount: 2,
    llmCalls: 1,
    models: ["small"],
    usage: { inputTokens: 40, outputTokens: 1, embeddingTokens: 0 },
    usageSource: "provider",
    costUsd: "0.0015",
    sessionId: null,
    tags: { team: "a:b" },
    complete: true,
  });
});

test("gives all traces through pages of two", async () => {
  const names: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await list(`limit=2${cursor && `&cursor=${cursor}`}`);
    names.push(...page.traces.map(({ name }) => name));
    cursor = page.nextCursor;
  }
  expect(names).toEqual(["run 4", "run 3", "run 2", "run 1", "run 0"]);
});

test("gives them by what they cost in tokens, through pages of two", async () => {
  const names: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await list(
      `sort=tokens&q=-name:%22run%202%22&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    names.push(...page.traces.map(({ name }) => name));
    cursor = page.nextCursor;
  }
  expect(names).toEqual(["run 0", "run 1", "run 3", "run 4"]);
});

test.each([
  ["status=error", ["run 3"]],
  ["status=error&status=unset&status=", ["run 3"]],
  ["minTokens=40", ["run 4"]],
  ["minCostUsd=0.0016", []],
  ["minCostUsd=0.0015&text=RUN%202", ["run 2"]],
  ["tag=team:a:b&limit=1", ["run 4"]],
  ["tag=team:other", []],
  ["from=2026-11-18T10:00:01Z&to=2026-11-18T11:00:02%2B01:00", ["run 1"]],
  ["minDurationMs=2", []],
  ["project=other", []],
  ["q=status:error", ["run 3"]],
  ["q=-status:error%20name:run*%20tokens:>21", ["run 4"]],
  ["q=%22run%202%22&status=ok", ["run 2"]],
])("%s finds %j", async (query, names) => {
  expect(await namesOf(query)).toEqual(names);
});

test.each([
  ["limit=0", "limit: "],
  ["status=broken", "status: "],
  ["from=yesterday", "from: "],
  ["from=2026-11-18T10:00:00Z&to=2026-11-18T10:00:00Z", "swap from and to"],
  ["tag=novalue", "key:value"],
  ["minCostUsd=-1", "amount in dollars"],
  ["sort=name", "sort: "],
  ["cursor=x", "Leave it out"],
  ["project=../x", "project: "],
  ["q=agent:a%20cost:5", 'q: at character 9, "cost:5": Write it like cost:>0.5'],
])("refuses %s and says why", async (query, message) => {
  const { answer, status } = await api.ask(`/api/traces?${query}`);
  expect(status).toBe(400);
  expect(answer).toMatchObject({ error: { message: expect.stringContaining(message) } });
});

test("counts by facet and by interval, over all that is kept", async () => {
  const facets = TraceFacets.parse((await api.ask("/api/traces/facets")).answer);
  expect(facets.total).toBe(5);
  expect(facets.facets.find(({ name }) => name === "status")).toEqual({
    name: "status",
    values: [
      { value: "ok", count: 4 },
      { value: "error", count: 1 },
    ],
    truncated: false,
  });
  const { answer } = await api.ask("/api/traces/histogram?status=error");
  const histogram = TraceHistogram.parse(answer);
  expect(histogram.intervalSeconds).toBe(1);
  expect(histogram.buckets.map(({ traces, errors }) => [traces, errors])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
});

test("draws a histogram of nothing", async () => {
  const { answer } = await api.ask("/api/traces/histogram?project=empty");
  expect(TraceHistogram.parse(answer).buckets.every(({ traces }) => traces === 0)).toBe(true);
});

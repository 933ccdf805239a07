import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { spanFlags } from "../records/index.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { changedTraces, tracesNow } from "./changed-traces.ts";
import { allTime } from "./period.ts";
import { noFilter } from "./trace-filter.ts";

let db: Database;
const startMs = Number(testStart / 1_000_000n);
const at = (ms: number) => startMs + ms;

beforeAll(async () => {
  db = await openTestDatabase();
  const pending = { flags: spanFlags.pending, parentSpanId: "1" };
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "old", spanId: "1", receivedUnixMs: at(0) }),
      testSpan({ traceId: "ran", spanId: "1", receivedUnixMs: at(1000), status: "error" }),
      testSpan({ traceId: "runs", spanId: "2", receivedUnixMs: at(500), ...pending, ver: 1n }),
      testSpan({ traceId: "runs", spanId: "3", receivedUnixMs: at(500), ...pending, name: "wait" }),
      // Sent twice, and the placeholder of one has been replaced.
      testSpan({
        traceId: "runs",
        spanId: "2",
        receivedUnixMs: at(2000),
        parentSpanId: "1",
        ver: 2n,
      }),
      testSpan({
        traceId: "runs",
        spanId: "2",
        receivedUnixMs: at(2100),
        parentSpanId: "1",
        ver: 2n,
      }),
      testSpan({ project: "other", traceId: "theirs", spanId: "1", receivedUnixMs: at(2000) }),
    ],
  });
});
afterAll(() => db.close());

const changes = (sinceMs: number, limit = 10) =>
  changedTraces(db, {
    project: "default",
    sinceUnixMs: at(sinceMs),
    freshUnixMs: at(Math.max(sinceMs, 900)),
    recentUnixMs: at(1500),
    limit,
  });

test("tells which traces got spans, the last changed first, and how much comes in", async () => {
  expect(await changes(400)).toEqual({
    traceIds: ["runs", "ran"],
    freshTraces: 2,
    recentSpans: 1,
    recentTraces: 1,
  });
  expect(await changes(0, 1)).toMatchObject({ traceIds: ["runs"], freshTraces: 2 });
  expect(await changes(3000)).toMatchObject({ traceIds: [], freshTraces: 0, recentSpans: 0 });
});

test("tells how traces are now, each span once, and what runs in them", async () => {
  const query = { project: "default", ...allTime, filter: noFilter };
  const now = await tracesNow(db, { ...query, traceIds: ["runs", "ran", "theirs"] });
  expect(new Map(now.traces.map(({ traceId, spanCount }) => [traceId, spanCount]))).toEqual(
    new Map([
      ["ran", 1],
      ["runs", 2],
    ]),
  );
  expect(now.running).toMatchObject([{ traceId: "runs", spanId: "3", name: "wait" }]);
  const failed = { ...noFilter, status: ["error" as const] };
  const some = await tracesNow(db, { ...query, filter: failed, traceIds: ["runs", "ran"] });
  expect(some.traces.map(({ traceId }) => traceId)).toEqual(["ran"]);
});

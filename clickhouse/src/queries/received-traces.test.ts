import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { receivedTraces } from "./received-traces.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();

  await insertRows(db, {
    spans: [
      testSpan({ traceId: "b", spanId: "1", receivedUnixMs: 1000 + epoch }),
      testSpan({
        traceId: "a",
        spanId: "1",
        receivedUnixMs: 1000 + epoch,
        tags: { project: "care" },
      }),
      testCall(
        {
          traceId: "a",
          spanId: "2",
          parentSpanId: "1",
          startUnixNano: testStart + 9n,
          receivedUnixMs: 3000 + epoch,
        },
        [7, 8],
      ),
      testSpan({ traceId: "c", spanId: "1", project: "other", receivedUnixMs: 2000 + epoch }),
    ],
  });
}, 60_000);
afterAll(() => db.close());

const epoch = Date.now();
const start = { receivedUnixMs: 0, project: "", traceId: "" };
const read = async (after: typeof start, limit: number, beforeMs = 9000) =>
  (await receivedTraces(db, { after, beforeUnixMs: beforeMs + epoch, limit })).map(
    ({ project, receivedUnixMs, traceId }) => [traceId, project, receivedUnixMs - epoch],
  );

test("tells what came in, in that order, some at a time and none left out", async () => {
  const all = [
    ["a", "default", 1000],
    ["b", "default", 1000],
    ["c", "other", 2000],
  ];
  expect(await read(start, 9)).toEqual(all);
  expect(await read(start, 1)).toEqual(all.slice(0, 1));
  expect(await read({ receivedUnixMs: 1000 + epoch, project: "default", traceId: "a" }, 9)).toEqual(
    [
      ...all.slice(1),
      ["a", "default", 3000], // more of it came in since
    ],
  );
  expect(await read(start, 9, 2000)).toEqual(all.slice(0, 2));
});

test("tells when what came in had started", async () => {
  const [first] = await receivedTraces(db, { after: start, beforeUnixMs: 9000 + epoch, limit: 1 });
  expect(first).toMatchObject({ fromUnixNano: testStart, toUnixNano: testStart + 9n });
});

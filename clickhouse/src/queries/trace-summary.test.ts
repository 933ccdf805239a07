import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { traceSummary } from "./trace-summary.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("sums a whole trace, also where its spans are weeks apart", async () => {
  const weeks = 30n * 86_400_000_000_000n;
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "t", spanId: "root" }),
      testCall(
        { traceId: "t", spanId: "a", parentSpanId: "root", startUnixNano: testStart - weeks },
        [1, 2],
      ),
    ],
  });
  const trace = await traceSummary(db, { project: "default", traceId: "t", without: [] });
  expect(trace).toMatchObject({ spanCount: 2, inputTokens: 1, durationNs: weeks + 1_000_000n });
});

test("knows nothing of another project's trace, nor of one that is not there", async () => {
  const summary = (project: string, traceId: string) =>
    traceSummary(db, { project, traceId, without: [] });
  expect(await summary("other", "t")).toBeNull();
  expect(await summary("default", "x")).toBeNull();
});

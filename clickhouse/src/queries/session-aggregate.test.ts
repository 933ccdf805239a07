import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan } from "../testing.ts";
import { allTime, inPeriod } from "./period.ts";
import { SessionAggregate, sessionAggregates } from "./session-aggregate.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("counts a trace in the session it belongs to as a whole, and cost only where reported", async () => {
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "t", spanId: "1", sessionId: "root's" }),
      testCall(
        {
          traceId: "t",
          spanId: "2",
          parentSpanId: "1",
          sessionId: "child's",
          reportedCostNanoUsd: 5n,
        },
        [1, 1],
      ),
      testSpan({ traceId: "u", spanId: "1", sessionId: "root's" }),
    ],
  });
  const rows = await db.select(SessionAggregate, sessionAggregates(inPeriod), {
    project: "default",
    ...allTime,
    sessions: ["root's", "child's"],
  });
  expect(rows).toMatchObject([{ session: "root's", traceCount: 2, costNanoUsd: 5n, llmCalls: 1 }]);
});

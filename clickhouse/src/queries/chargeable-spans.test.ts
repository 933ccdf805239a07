import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { chargeableSpans } from "./chargeable-spans.ts";

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

test("reads the spans of traces with what is charged for", async () => {
  const within = { fromUnixNano: testStart, toUnixNano: testStart + 9n };
  const spans = await chargeableSpans(db, { project: "default", traceIds: ["a"], ...within });
  expect(spans).toMatchObject([
    { spanId: "1", tags: { project: "care" }, counted: false },
    {
      spanId: "2",
      parentSpanId: "1",
      counted: true,
      tokens: [7, 8, 0, 0, 0, 0, 0, 0],
      model: "small",
    },
  ]);
});

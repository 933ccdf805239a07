import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { traceSpans } from "./trace-spans.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives each span once, as columns, the earliest first to stay", async () => {
  const root = testSpan({ traceId: "t", spanId: "root", status: "ok", ver: 1n });
  await insertRows(db, {
    spans: [
      { ...root, status: "error", ver: 2n, eventCount: 3, contentBytes: 9 },
      testCall(
        {
          traceId: "t",
          spanId: "call",
          parentSpanId: "root",
          startUnixNano: testStart + 86_400_000_000_001n,
          reportedCostNanoUsd: 7n,
        },
        [10, 5],
      ),
    ],
  });
  await insertRows(db, { spans: [root, { ...root, project: "other", spanId: "else" }] });
  const spans = await traceSpans(db, { project: "default", traceId: "t", limit: 10 });
  expect(spans).toMatchObject({
    spanId: ["root", "call"],
    parentSpanId: ["", "root"],
    startUnixNano: [String(testStart), String(testStart + 86_400_000_000_001n)],
    status: ["error", "unset"],
    usageSource: ["none", "provider"],
    inputTokens: ["0", "10"],
    reportedCostNanoUsd: [null, "7"],
    eventCount: [3, 0],
    contentBytes: ["9", "0"],
  });
  const cut = await traceSpans(db, { project: "default", traceId: "t", limit: 1 });
  expect(cut.spanId).toEqual(["root"]);
});

test("gives 20,000 spans", async () => {
  const spans = Array.from({ length: 20_000 }, (_, i) =>
    testSpan({ traceId: "big", spanId: `s${i}`, startUnixNano: testStart + BigInt(i) }),
  );
  await insertRows(db, { spans: [...spans, ...spans.slice(0, 1000)] });
  const big = await traceSpans(db, { project: "default", traceId: "big", limit: 100_000 });
  expect(new Set(big.spanId).size).toBe(20_000);
  expect(big.spanId.length).toBe(20_000);
}, 60_000);

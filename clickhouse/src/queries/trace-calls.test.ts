import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { traceCalls } from "./trace-calls.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives calls, and spans that quote one, but no others", async () => {
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "t", spanId: "root", kind: "agent" }),
      testCall(
        {
          traceId: "t",
          spanId: "call",
          parentSpanId: "root",
          requestedTools: ["a", "b"],
          finishReason: "stop",
          outputPreview: "Ärger",
          reportedCostNanoUsd: -1n,
        },
        [10, 5],
      ),
      testSpan({ traceId: "t", spanId: "quote", responseId: "r1", startUnixNano: testStart + 1n }),
    ],
  });
  const calls = await traceCalls(db, { project: "default", traceId: "t", limit: 10 });
  expect(calls).toMatchObject({
    spanId: ["call", "quote"],
    counted: [1, 0],
    inputTokens: ["10", "0"],
    requestedTools: [["a", "b"], []],
    responseId: ["", "r1"],
    finishReason: ["stop", ""],
    outputPreview: ["Ä", ""],
    reportedCostNanoUsd: ["-1", null],
  });
});

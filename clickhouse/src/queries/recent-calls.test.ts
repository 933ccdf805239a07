import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan } from "../testing.ts";
import { recentCalls } from "./recent-calls.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives whole records back, of every project, the winning version of each", async () => {
  const now = Date.now();
  const startUnixNano = BigInt(now) * 1_000_000n;
  const call = testCall(
    {
      traceId: "t",
      spanId: "call",
      startUnixNano,
      requestedTools: ["a"],
      attributes: { "a.b": "c" },
      tags: { team: "x" },
      labels: ["l"],
      responseId: "r",
      reportedCostNanoUsd: -7n,
      receivedUnixMs: now,
      ver: 5n,
    },
    [10, 5],
  );
  const corrected = { ...call, counted: false, ver: 2n ** 40n + 5n };
  const quote = { ...call, spanId: "q", kind: "agent", receivedUnixMs: now - 1 } as const;
  const elsewhere = { ...call, project: "other", receivedUnixMs: now - 2 };
  const old = { ...call, spanId: "old", receivedUnixMs: now - 60_000 };
  const tool = testSpan({ traceId: "t", spanId: "tool", startUnixNano, receivedUnixMs: now });
  await insertRows(db, { spans: [corrected, quote, elsewhere, old, tool] });
  await insertRows(db, { spans: [call] });

  const query = { sinceUnixMs: now - 10_000, kinds: ["llm"], limit: 10 } as const;
  expect(await recentCalls(db, query)).toEqual([elsewhere, quote, corrected]);
  expect(await recentCalls(db, { ...query, limit: 1 })).toEqual([corrected]);
});

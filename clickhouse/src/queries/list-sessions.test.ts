import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { listSessions } from "./list-sessions.ts";
import { allTime } from "./period.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const second = 1_000_000_000n;

test("sums each session over its traces, the last active first, through pages", async () => {
  const turn = (session: string, trace: string, seconds: number) => {
    const startUnixNano = testStart + BigInt(seconds) * second;
    return [
      testSpan({
        traceId: trace,
        spanId: "1",
        sessionId: session,
        agent: "helper",
        startUnixNano,
        status: trace === "a2" ? "error" : "ok",
        inputPreview: `asks ${trace}`,
        userId: "u",
      }),
      testCall({ traceId: trace, spanId: "2", parentSpanId: "1", startUnixNano }, [10, 1]),
    ];
  };
  await insertRows(db, {
    spans: [
      ...turn("a", "a1", 0),
      ...turn("a", "a2", 50),
      ...turn("b", "b1", 20),
      ...turn("c", "c1", 30),
      testSpan({ traceId: "alone", spanId: "1" }),
    ],
  });
  const query = { project: "default", ...allTime, limit: 2 };
  const first = await listSessions(db, { ...query, after: null });
  expect(first.sessions.map(({ session }) => session)).toEqual(["a", "c"]);
  expect(first.sessions[0]).toMatchObject({
    traceCount: 2,
    errorCount: 1,
    llmCalls: 2,
    inputTokens: 20,
    agents: ["helper"],
    models: ["small"],
    userId: "u",
    sources: ["provider"],
    costNanoUsd: null,
    firstInput: "asks a1",
    startUnixNano: testStart,
    endUnixNano: testStart + 50n * second + 1_000_000n,
  });
  const rest = await listSessions(db, { ...query, after: first.next });
  expect(rest.sessions.map(({ session }) => session)).toEqual(["b"]);
  expect(rest.next).toBeNull();
});

import type { Database } from "@spanward/clickhouse";
import { insertRows, openTestDatabase, testCall, testStart } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SessionDetail, SessionList } from "./answers/session.ts";
import { testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
  const turns = ["chat/ä 1", "chat/ä 1", "other"].map((sessionId, i) =>
    testCall(
      {
        traceId: `${i}`.padStart(32, "0"),
        spanId: "1".padStart(16, "0"),
        sessionId,
        userId: "u",
        inputPreview: `turn ${i}`,
        startUnixNano: testStart + BigInt(i),
        reportedCostNanoUsd: 1n,
      },
      [10, 1],
    ),
  );
  await insertRows(db, { spans: turns });
}, 60_000);
afterAll(() => db.close());

test("lists sessions, the last active first, in pages", async () => {
  const first = SessionList.parse((await api.ask("/api/sessions?limit=1")).answer);
  expect(first.sessions.map(({ sessionId }) => sessionId)).toEqual(["other"]);
  const { answer } = await api.ask(`/api/sessions?limit=1&cursor=${first.nextCursor}`);
  const second = SessionList.parse(answer);
  expect(second.nextCursor).toBeNull();
  expect(second.sessions).toMatchObject([
    {
      sessionId: "chat/ä 1",
      traceCount: 2,
      llmCalls: 2,
      userId: "u",
      usage: { inputTokens: 20 },
      costUsd: "0.000000002",
      firstInput: "turn 0",
      startTime: "2026-11-18T10:00:00.000000000Z",
    },
  ]);
});

test("gives one session with its traces, oldest first, and says when they are cut", async () => {
  const path = `/api/sessions/${encodeURIComponent("chat/ä 1")}`;
  const detail = SessionDetail.parse((await api.ask(path)).answer);
  expect(detail.traces.map(({ inputPreview }) => inputPreview)).toEqual(["turn 0", "turn 1"]);
  expect(detail.truncated).toBe(false);
  const cut = SessionDetail.parse((await api.ask(`${path}?limit=1`)).answer);
  expect([cut.traces.length, cut.truncated, cut.session.traceCount]).toEqual([1, true, 2]);
});

test("says so where there is none", async () => {
  expect(await api.ask("/api/sessions/none")).toMatchObject({
    status: 404,
    answer: { error: { code: "no_such_session" } },
  });
});

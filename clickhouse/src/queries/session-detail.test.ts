import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { sessionDetail } from "./session-detail.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives the traces of one session, oldest first", async () => {
  const span = testSpan({
    traceId: "late",
    spanId: "1",
    sessionId: "s",
    startUnixNano: testStart + 9n,
  });
  await insertRows(db, {
    spans: [
      span,
      { ...span, traceId: "early", startUnixNano: testStart },
      { ...span, traceId: "other", sessionId: "x" },
      { ...span, traceId: "foreign", project: "other" },
    ],
  });
  const detail = await sessionDetail(db, { project: "default", session: "s", limit: 10 });
  expect(detail?.session).toMatchObject({ session: "s", traceCount: 2 });
  expect(detail?.traces.map(({ traceId }) => traceId)).toEqual(["early", "late"]);
  expect(await sessionDetail(db, { project: "default", session: "none", limit: 10 })).toBeNull();
});

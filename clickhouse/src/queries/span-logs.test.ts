import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testStart } from "../testing.ts";
import { spanLogs } from "./span-logs.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives the records of one span, each once, oldest first", async () => {
  const record = {
    project: "default",
    traceId: "t",
    spanId: "s",
    timeUnixNano: testStart + 1n,
    recordId: "r2",
    eventName: "gen_ai.choice",
    severity: 9,
    service: "",
    sessionId: "",
    body: '{"stringValue":"hi"}',
    attributes: "[]",
    resource: "{}",
    scope: "{}",
    receivedUnixMs: Date.now(),
  };
  const first = { ...record, recordId: "r1", timeUnixNano: testStart, eventName: "first" };
  await insertRows(db, { logEvents: [record, first, { ...record, spanId: "else" }] });
  await insertRows(db, { logEvents: [record] });
  const logs = await spanLogs(db, { project: "default", traceId: "t", spanIds: ["s"] });
  expect(logs).toMatchObject([
    { eventName: "first", timeUnixNano: testStart },
    { eventName: "gen_ai.choice", severity: 9, body: '{"stringValue":"hi"}' },
  ]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { traceDecisions } from "./trace-decisions.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives each span of a trace once, in order of start, with what it asked for", async () => {
  const call = testCall({ traceId: "t", spanId: "a", requestedTools: ["pay"] }, [1, 1]);
  const tool = testSpan({
    traceId: "t",
    spanId: "b",
    kind: "tool",
    tool: "pay",
    toolCallId: "c1",
    startUnixNano: testStart + 5n,
  });
  await insertRows(db, { spans: [tool, call, testSpan({ traceId: "else", spanId: "x" })] });
  await insertRows(db, { spans: [call] });
  const query = { project: "default", traceId: "t", limit: 10 };
  expect(await traceDecisions(db, query)).toMatchObject({
    spanId: ["a", "b"],
    startUnixNano: [String(testStart), String(testStart + 5n)],
    kind: ["llm", "tool"],
    toolCallId: ["", "c1"],
    requestedTools: [["pay"], []],
  });
  expect((await traceDecisions(db, { ...query, limit: 1 })).spanId).toEqual(["a"]);
});

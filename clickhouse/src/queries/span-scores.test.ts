import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testStart } from "../testing.ts";
import { spanScores } from "./span-scores.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives the scores of one span, newest first", async () => {
  const score = {
    project: "default",
    traceId: "t",
    spanId: "s",
    scoreId: "1",
    timeUnixNano: testStart,
    name: "helpful",
    source: "human" as const,
    evaluator: "",
    value: 0.5,
    label: "",
    explanation: "",
    responseId: "",
    receivedUnixMs: Date.now(),
  };
  const label = { ...score, scoreId: "2", value: null, label: "yes", timeUnixNano: testStart + 1n };
  await insertRows(db, { scores: [score, label, { ...score, scoreId: "3", spanId: "else" }] });
  expect(await spanScores(db, { project: "default", traceId: "t", spanId: "s" })).toMatchObject([
    { name: "helpful", value: null, label: "yes" },
    { name: "helpful", value: 0.5, source: "human" },
  ]);
});

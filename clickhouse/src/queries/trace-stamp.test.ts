import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan } from "../testing.ts";
import { traceStamp } from "./trace-stamp.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("differs with every span, and every version of one, and with nothing else", async () => {
  const span = testSpan({ traceId: "t", spanId: "a" });
  const steps = [
    { ...span, traceId: "other" },
    span,
    testSpan({ traceId: "t", spanId: "b" }),
    { ...span, ver: 2n, name: "corrected" },
  ];
  const stamps: string[] = [];
  for (const step of steps) {
    await insertRows(db, { spans: [step] });
    const stamp = await traceStamp(db, { project: "default", traceId: "t" });
    expect(await traceStamp(db, { project: "default", traceId: "t" })).toBe(stamp);
    stamps.push(stamp);
  }
  expect(new Set(stamps).size).toBe(steps.length);
  expect(stamps[0]).toBe(await traceStamp(db, { project: "default", traceId: "nobody" }));
});

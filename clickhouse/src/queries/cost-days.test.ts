import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge, testStart } from "../testing.ts";
import { costDays } from "./cost-days.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();

  const day = 86_400_000_000_000n;
  await insertCharges(db, [
    testCharge({ traceId: "a", spanId: "1", agent: "x" }),
    testCharge({ traceId: "a", spanId: "2", model: "large" }),
    testCharge({ traceId: "b", spanId: "1", timeUnixNano: testStart + day }),
    testCharge({ traceId: "c", spanId: "1", period: "2026-10-01", costPicoUsd: null, unpriced: 1 }),
  ]);
}, 60_000);
afterAll(() => db.close());

const november = { project: "default", period: "2026-11-01", filter: {} };

test("tells what was spent on which day", async () => {
  expect(await costDays(db, november)).toEqual([
    { date: "2026-11-18", costPicoUsd: 2_000_000_000_000n },
    { date: "2026-11-19", costPicoUsd: 1_000_000_000_000n },
  ]);
});

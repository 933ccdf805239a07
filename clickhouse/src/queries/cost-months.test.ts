import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge, testStart } from "../testing.ts";
import { costMonths } from "./cost-months.ts";

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

test("lists the months, the latest first", async () => {
  expect(await costMonths(db, { project: "default" })).toEqual([
    { period: "2026-11-01", costPicoUsd: 3_000_000_000_000n, calls: 3, unpricedCalls: 0 },
    { period: "2026-10-01", costPicoUsd: 0n, calls: 1, unpricedCalls: 1 },
  ]);
});

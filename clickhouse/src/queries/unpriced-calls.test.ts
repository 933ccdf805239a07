import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge, testStart } from "../testing.ts";
import { unpricedCalls } from "./unpriced-calls.ts";

const unknown = { costPicoUsd: null, computedPicoUsd: null, unpriced: 1, model: "large" };
const charges = [
  testCharge({
    traceId: "a",
    spanId: "1",
    businessUnit: "Retail",
    failed: true,
    reportedPicoUsd: 7n,
    positions: [
      {
        unit: "input",
        quantity: -3n,
        pricePicoUsd: 5n,
        per: 1_000_000n,
        amountPicoUsd: -(2n ** 62n),
      },
    ],
  }),
  testCharge({ traceId: "a", spanId: "1", sequence: 1, reason: "repriced", calls: 0 }),
  testCharge({ ...unknown, traceId: "b", spanId: "1", timeUnixNano: testStart + 5n }),
  testCharge({ ...unknown, traceId: "c", spanId: "1" }),
  testCharge({ traceId: "c", spanId: "1", sequence: 1, unpriced: -1, calls: 0, model: "large" }),
];

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();

  await insertCharges(db, charges);
  await insertCharges(db, charges.toReversed());
}, 60_000);
afterAll(() => db.close());

test("lists what has no price, until it has one", async () => {
  expect(await unpricedCalls(db, { project: "default", period: "" })).toEqual([
    {
      provider: "acme",
      model: "large",
      calls: 1,
      firstUnixNano: testStart + 5n,
      lastUnixNano: testStart + 5n,
      traceIds: ["b"],
    },
  ]);
  expect(await unpricedCalls(db, { project: "default", period: "2026-10-01" })).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge, testStart } from "../testing.ts";
import { traceCharges } from "./trace-charges.ts";

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

test("reads back what was booked for some traces, each row once", async () => {
  expect(await traceCharges(db, { project: "default", traceIds: ["c", "a"] })).toEqual(
    charges.filter(({ traceId }) => traceId !== "b"),
  );
});

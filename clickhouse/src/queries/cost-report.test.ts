import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge } from "../testing.ts";
import { costReport } from "./cost-report.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();

  const dollar = 1_000_000_000_000n;
  const charges = [
    testCharge({ traceId: "a", spanId: "1", businessUnit: "Retail", useCase: "refunds" }),
    testCharge({ traceId: "a", spanId: "2", businessUnit: "Retail", failed: true, line: "judge" }),
    testCharge({
      traceId: "a",
      spanId: "2",
      businessUnit: "Retail",
      sequence: 1,
      calls: 0,
      costPicoUsd: -5n,
      line: "judge",
    }),
    testCharge({ traceId: "b", spanId: "1", costPicoUsd: null, unpriced: 1 }),
    testCharge({
      traceId: "b",
      spanId: "2",
      businessUnit: "Bank",
      costPicoUsd: 9_000_000n * dollar,
      late: true,
    }),
    testCharge({
      traceId: "b",
      spanId: "3",
      businessUnit: "Bank",
      costPicoUsd: 9_000_000n * dollar,
    }),
    testCharge({ traceId: "b", spanId: "4", period: "2026-10-01" }),
    testCharge({ traceId: "c", spanId: "1", project: "other" }),
  ];
  await insertCharges(db, charges);
  await insertCharges(db, charges); // as after a crash between the rows and the place
}, 60_000);
afterAll(() => db.close());

const report = (filter = {}) =>
  costReport(db, { project: "default", period: "2026-11-01", filter, by: "businessUnit" });

test("sums a month by a dimension, each row once, past what 64 bits hold", async () => {
  expect(await report()).toEqual([
    {
      value: "Bank",
      costPicoUsd: 18_000_000_000_000_000_000n,
      calls: 2,
      unpricedCalls: 0,
      failedCalls: 0,
      failedPicoUsd: 0n,
      judgePicoUsd: 0n,
      adjustedPicoUsd: 0n,
      latePicoUsd: 9_000_000_000_000_000_000n,
    },
    {
      value: "Retail",
      costPicoUsd: 1_999_999_999_995n,
      calls: 2,
      unpricedCalls: 0,
      failedCalls: 1,
      failedPicoUsd: 1_000_000_000_000n,
      judgePicoUsd: 999_999_999_995n,
      adjustedPicoUsd: -5n,
      latePicoUsd: 0n,
    },
    {
      value: "",
      costPicoUsd: 0n,
      calls: 1,
      unpricedCalls: 1,
      failedCalls: 0,
      failedPicoUsd: 0n,
      judgePicoUsd: 0n,
      adjustedPicoUsd: 0n,
      latePicoUsd: 0n,
    },
  ]);
});

test("is narrowed to what is asked for, nobody's too", async () => {
  expect(
    (await report({ businessUnit: "Retail", useCase: "refunds" })).map(({ calls }) => calls),
  ).toEqual([1]);
  expect((await report({ businessUnit: "" })).map(({ value }) => value)).toEqual([""]);
});

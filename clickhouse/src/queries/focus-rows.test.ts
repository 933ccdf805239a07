import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge } from "../testing.ts";
import { focusColumns, focusParquet, focusRows } from "./focus-rows.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const positions = [
    {
      unit: "input",
      quantity: 1_000_000n,
      pricePicoUsd: 250_000_000_000n,
      per: 1_000_000n,
      amountPicoUsd: 250_000_000_000n,
    },
    {
      unit: "output",
      quantity: 10n,
      pricePicoUsd: 2_000_000_000_000n,
      per: 1_000_000n,
      amountPicoUsd: 20_000_000n,
    },
  ];
  const costPicoUsd = 250_020_000_000n;
  await insertCharges(db, [
    testCharge({
      traceId: "a",
      spanId: "1",
      positions,
      costPicoUsd,
      businessUnit: "Retail",
      useCase: "refunds",
      agent: "x",
    }),
    testCharge({
      traceId: "a",
      spanId: "2",
      positions,
      costPicoUsd,
      businessUnit: "Retail",
      useCase: "refunds",
      agent: "x",
    }),
    testCharge({ traceId: "c", spanId: "1", costPicoUsd: 9n, priceCard: 0, model: "large" }),
    // Its price became known: what was reported no longer counts.
    testCharge({
      traceId: "c",
      spanId: "1",
      sequence: 1,
      calls: 0,
      positions,
      costPicoUsd: costPicoUsd - 9n,
      model: "large",
    }),
    testCharge({
      traceId: "b",
      spanId: "1",
      costPicoUsd: 7n,
      late: true,
      priceCard: 0,
      provider: "",
    }),
    testCharge({ traceId: "b", spanId: "2", costPicoUsd: null, unpriced: 1, priceCard: 0 }),
  ]);
}, 60_000);
afterAll(() => db.close());

const month = { project: "default", period: "2026-11-01" };

test("a row for each day, owner, model and unit, with every mandatory column", async () => {
  const rows = await focusRows(db, month);
  const short = rows.map((row) => [
    row.SkuId,
    row.ConsumedQuantity,
    row.BilledCost,
    row.ListUnitPrice,
    row.x_CallCount,
  ]);
  expect(short).toEqual([
    ["acme/small/input", "2000000", "0.5", "0.00000025", "2"],
    ["acme/small/output", "20", "0.00004", "0.000002", "0"],
    ["/small/call", "1", "0.000000000007", null, "1"],
    ["acme/large/call", "0", "-0.000000000009", null, "0"],
    ["acme/large/call", "1", "0.000000000009", null, "1"],
    ["acme/large/input", "1000000", "0.25", "0.00000025", "0"],
    ["acme/large/output", "10", "0.00002", "0.000002", "0"],
    ["acme/small/call", "1", "0", null, "1"],
  ]);
  expect(rows[0]).toMatchObject({
    BillingPeriodStart: "2026-11-01T00:00:00Z",
    BillingPeriodEnd: "2026-12-01T00:00:00Z",
    ChargePeriodStart: "2026-11-18T00:00:00Z",
    ChargePeriodEnd: "2026-11-19T00:00:00Z",
    ChargeClass: null,
    SubAccountId: "Retail",
    ResourceId: "x",
    Tags: '{"use_case":"refunds"}',
    SkuPriceId: "1",
  });
  expect(rows.filter((row) => row.ChargeClass !== null).map((row) => row.SkuId)).toEqual([
    "/small/call",
  ]);
});

test("the Parquet file holds the same rows", async () => {
  const bytes = await focusParquet(db, month);
  expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe("PAR1");
  expect(await focusParquet(db, month)).toEqual(bytes);
  const folder = await mkdtemp(join(tmpdir(), "spanward-focus-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "focus.parquet"), bytes);
  const read = focusColumns.map((name) =>
    /(?:Start|End)$/.test(name)
      ? `formatDateTime(${name}, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS ${name}`
      : `toString(${name}) AS ${name}`,
  );
  const rows = await db.select(
    z.record(z.string(), z.string().nullable()),
    `SELECT ${read.join(", ")} FROM file('${join(folder, "focus.parquet")}', 'Parquet')`,
  );
  expect(rows).toEqual(await focusRows(db, month));
});

import type { Database } from "@spanward/clickhouse";
import { insertCharges, openTestDatabase, testCharge } from "@spanward/clickhouse/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCsv } from "../costs/csv.ts";
import { testApi } from "./test-api.ts";

let db: Database;
let api: ReturnType<typeof testApi>;
const traceId = "a".repeat(32);
const spanId = "b".repeat(16);
beforeAll(async () => {
  db = await openTestDatabase();
  api = testApi(db);
  const third = { costPicoUsd: 333_333_333_333n, computedPicoUsd: 333_333_333_333n };
  await insertCharges(db, [
    testCharge({
      traceId,
      spanId,
      ...third,
      businessUnit: "=cmd|'/c calc'!A1",
      positions: [
        {
          unit: "input",
          quantity: 7n,
          pricePicoUsd: 250_000_000_000n,
          per: 1_000_000n,
          amountPicoUsd: 1_750_000n,
        },
      ],
    }),
    testCharge({ traceId, spanId, sequence: 1, reason: "repriced", calls: 0, costPicoUsd: -5n }),
    testCharge({ traceId: "c", spanId: "1", ...third, businessUnit: "Bank" }),
    testCharge({ traceId: "d", spanId: "1", ...third, businessUnit: "Retail" }),
    testCharge({ traceId: "e", spanId: "1", costPicoUsd: null, unpriced: 1 }),
  ]);
}, 60_000);
afterAll(() => db.close());

test("what belongs to nobody comes first, and rows with the rounding foot to the total", async () => {
  const { answer, status } = await api.ask("/api/costs?month=2026-11");
  expect(status).toBe(200);
  expect(answer).toMatchObject({
    state: "open",
    total: { costUsd: "0.999999999994", roundedUsd: "1.00", calls: 4, unpricedCalls: 1 },
    rows: [
      { value: "", roundedUsd: "0.00", unpricedCalls: 1 },
      { value: "=cmd|'/c calc'!A1", roundedUsd: "0.33", calls: 1 },
      { value: "Bank", roundedUsd: "0.33" },
      { value: "Retail", roundedUsd: "0.33" },
    ],
    roundingUsd: "0.01",
  });
});

test("the spreadsheet gets no formula, and the same bytes each time", async () => {
  const text = async (path: string) => (await api.request(path)).text();
  const csv = await text("/api/costs/report.csv?month=2026-11");
  expect(csv).toContain("'=cmd|");
  expect(readCsv(csv).map((row) => [row[1], row[2]])).toEqual([
    ["businessUnit", "cost_usd"],
    ["Unattributed", "0.00"],
    ["=cmd|'/c calc'!A1", "0.33"],
    ["Bank", "0.33"],
    ["Retail", "0.33"],
    ["Rounding", "0.01"],
    ["Total", "1.00"],
  ]);
  const pdf = await text("/api/costs/report.pdf?month=2026-11");
  expect(pdf.slice(0, 5)).toBe("%PDF-");
  expect(await text("/api/costs/report.pdf?month=2026-11")).toBe(pdf);
});

test("says why a span costs what it does, what changed it included", async () => {
  const { answer } = await api.ask(`/api/costs/spans/${traceId}/${spanId}`);
  expect(answer).toMatchObject({
    costUsd: "0.333333333328",
    positions: [
      { unit: "input", quantity: "7", priceUsd: "0.25", per: 1_000_000, amountUsd: "0.00000175" },
    ],
    adjustments: [{ reason: "repriced", costUsd: "-0.000000000005", month: "2026-11" }],
  });
  expect((await api.ask(`/api/costs/spans/${traceId}/${"0".repeat(16)}`)).status).toBe(404);
});

test("names what is wrong with a question", async () => {
  expect(await api.ask("/api/costs?month=2026-13")).toMatchObject({
    status: 400,
    answer: { error: { message: expect.stringContaining("month: a month, such as 2026-10") } },
  });
  expect((await api.ask("/api/costs?by=mood")).status).toBe(400);
});

import { createStore, type Database, type ReceiptPlace } from "@spanward/clickhouse";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { insertRows, openTestDatabase, testCall, testSpan } from "@spanward/clickhouse/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { chargeUnpriced } from "./charge-unpriced.ts";
import { createCharger } from "./charger.ts";
import { openPeriodOf } from "./open-period.ts";
import type { OwnerRule } from "./owner-rules.ts";
import { PriceBook } from "./price-book.ts";
import type { PriceCard } from "./price-card.ts";
import { reprice } from "./reprice.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const card = (id: number, model: string, [input, output]: [string, string]): PriceCard => ({
  id,
  book: "contract",
  provider: "acme",
  model,
  match: { equals: model },
  region: "",
  serviceTier: "",
  dailyFrom: "",
  dailyTo: "",
  rank: 0,
  validFrom: "",
  validTo: "",
  rates: [
    { unit: "input", price: input, per: 1_000_000, tierStart: 0 },
    { unit: "output", price: output, per: 1_000_000, tierStart: 0 },
  ],
  source: "test",
  recordedAt: "2026-11-01T00:00:00.000Z",
  recordedBy: "test",
});

/** A ledger on a project of its own. */
function openLedger(project: string, cards: PriceCard[] = [card(1, "small", ["1", "2"])]) {
  const store = createStore(db);
  const world = {
    cards,
    owners: [] as OwnerRule[],
    closed: [] as string[],
    now: 1_795_000_000_000,
  };
  let place: ReceiptPlace = { receivedUnixMs: 0, project: "", traceId: "" };
  const insert = db.insertNative.bind(db);
  const openPeriod = () =>
    openPeriodOf(
      world.closed.map((month) => ({ month, state: "closed", detail: {}, changedAt: "" }) as const),
    );
  const rules = () => ({ book: new PriceBook(world.cards), owners: world.owners });
  const charger = createCharger({
    // Other tests' projects are none of this ledger's.
    store: {
      ...store,
      receivedTraces: async (query) =>
        (await store.receivedTraces(query)).filter((trace) => trace.project === project),
    },
    insert,
    readPlace: async () => place,
    savePlace: async (next) => {
      place = next;
    },
    rules: async () => rules(),
    openPeriod: async () => openPeriod(),
    horizon: () => 2_000_000_000_000,
    now: () => (world.now += 1),
  });
  const parts = () => ({
    store,
    insert,
    rules: rules(),
    openPeriod: openPeriod(),
    now: () => (world.now += 1),
  });
  return {
    world,
    charge: async () => {
      place = { receivedUnixMs: 0, project: "", traceId: "" };
      return charger.catchUp();
    },
    follow: () => charger.catchUp(),
    place: () => place,
    reprice: (fromUnixNano: bigint, toUnixNano: bigint) =>
      reprice(parts(), { project, fromUnixNano, toUnixNano }),
    chargeUnpriced: () => chargeUnpriced(parts(), project),
    async rows() {
      const sql = `SELECT span_id AS span, sequence, reason, toString(period) AS period, late, calls, unpriced,
        toString(cost_pico_usd) AS cost, business_unit AS unit, line FROM charges FINAL
        WHERE project = {project:String} ORDER BY span, sequence`;
      return db.select(ChargeRow, sql, { project });
    },
    async total() {
      const sql = `SELECT toString(sum(ifNull(cost_pico_usd, 0))) AS cost, sum(calls) AS calls, sum(unpriced) AS unpriced
        FROM charges FINAL WHERE project = {project:String}`;
      const [row] = await db.select(Total, sql, { project });
      return [BigInt(row?.cost ?? 0), row?.calls, row?.unpriced] as const;
    },
    insert: (...spans: SpanRecord[]) =>
      insertRows(db, { spans: spans.map((span) => ({ ...span, project })) }),
  };
}

const ChargeRow = z.object({
  span: z.string(),
  sequence: z.number(),
  reason: z.string(),
  period: z.string(),
  late: z.number(),
  calls: z.number(),
  unpriced: z.number(),
  cost: z.string().nullable(),
  unit: z.string(),
  line: z.string(),
});
const Total = z.object({
  cost: z.string(),
  calls: z.coerce.number(),
  unpriced: z.coerce.number(),
});

const call = (spanId: string, tokens: [number, number], fields: Partial<SpanRecord> = {}) =>
  testCall(
    { traceId: "t", spanId, provider: "acme", responseId: `r-${spanId}`, ...fields },
    tokens,
  );

test("a call is charged once, however often it is sent and looked at", async () => {
  const ledger = openLedger("once");
  const spans = [call("a", [100, 10]), call("b", [200, 20])];
  await ledger.insert(...spans);
  expect(await ledger.charge()).toBe(2);
  await ledger.insert(...spans.toReversed());
  await ledger.insert({ ...call("a", [100, 10]), ver: 9n, name: "normalized anew" });
  expect(await ledger.charge()).toBe(0);
  expect(await ledger.total()).toEqual([360_000_000n, 2, 0]);
});

test("a wrapper that tells of the same call costs nothing, also when it comes first", async () => {
  const ledger = openLedger("wrapper");
  await ledger.insert(call("outer", [100, 10]));
  await ledger.charge();
  expect(await ledger.total()).toEqual([120_000_000n, 1, 0]);
  await ledger.insert(call("inner", [100, 10], { parentSpanId: "outer" }));
  await ledger.charge();
  expect(await ledger.total()).toEqual([120_000_000n, 1, 0]);
  const rows = await ledger.rows();
  expect(rows.map(({ calls, cost, span }) => [span, calls, cost])).toEqual([
    ["inner", 1, "120000000"],
    ["outer", 1, "120000000"],
    ["outer", -1, "-120000000"],
  ]);
});

test("an unknown model is no zero, and is priced later by an adjustment", async () => {
  const ledger = openLedger("unknown");
  await ledger.insert(call("a", [100, 10], { model: "large" }));
  await ledger.charge();
  expect(await ledger.rows()).toMatchObject([{ cost: null, unpriced: 1, sequence: 0 }]);
  ledger.world.cards = [...ledger.world.cards, card(2, "large", ["10", "20"])];
  expect(await ledger.chargeUnpriced()).toBe(1);
  expect(await ledger.total()).toEqual([1_200_000_000n, 1, 0]);
  expect(await ledger.rows()).toMatchObject([
    { cost: null, unpriced: 1 },
    { cost: "1200000000", unpriced: -1, sequence: 1, reason: "priced", calls: 0 },
  ]);
  expect(await ledger.chargeUnpriced()).toBe(0);
});

test("a new price changes nothing that was charged, until a period is priced anew", async () => {
  const ledger = openLedger("reprice");
  const start = call("a", [0, 0]).startUnixNano;
  await ledger.insert(call("a", [100, 10]), call("b", [50, 5], { startUnixNano: start + 1000n }));
  await ledger.charge();
  const [before] = await ledger.total();
  ledger.world.cards = [card(1, "small", ["1", "2"]), card(2, "small", ["3", "2"])];
  expect(await ledger.charge()).toBe(0);
  const { differencePicoUsd, rows } = await ledger.reprice(start, start + 1000n);
  expect([rows, differencePicoUsd]).toEqual([1, 200_000_000n]);
  const [after] = await ledger.total();
  expect(after - before).toBe(differencePicoUsd);
  expect((await ledger.rows())[1]).toMatchObject({
    span: "a",
    sequence: 1,
    reason: "repriced",
    calls: 0,
  });
  expect((await ledger.reprice(start, start + 1000n)).rows).toBe(0);
  expect(await ledger.charge()).toBe(0); // it stays priced as it is now
});

test("what comes into a closed month is booked in the next, as late", async () => {
  const ledger = openLedger("late");
  await ledger.insert(call("a", [100, 10]));
  await ledger.charge();
  ledger.world.closed = ["2026-11-01", "2026-12-01"];
  await ledger.insert(call("b", [100, 10]), call("a", [300, 10], { ver: 5n }));
  await ledger.charge();
  expect(
    (await ledger.rows()).map(({ cost, late, period, span }) => [span, period, late, cost]),
  ).toEqual([
    ["a", "2026-11-01", 0, "120000000"],
    ["a", "2027-01-01", 1, "200000000"],
    ["b", "2027-01-01", 1, "120000000"],
  ]);
});

test("an owner who is known only later is filled in; another one is booked over", async () => {
  const ledger = openLedger("owner");
  await ledger.insert(call("a", [100, 10], { parentSpanId: "root" }));
  await ledger.charge();
  await ledger.insert(testSpan({ traceId: "t", spanId: "root", businessUnit: "Retail" }));
  await ledger.charge();
  expect(await ledger.rows()).toMatchObject([{ unit: "Retail", sequence: 0 }]);
  const rule = { when: [{ fact: "model", is: "sm*" }], set: { businessUnit: "Bank" } } as const;
  ledger.world.owners = [
    {
      ...rule,
      when: [...rule.when],
      id: 1,
      effectiveFrom: "",
      effectiveTo: "",
      withdrawn: false,
      recordedAt: "",
      recordedBy: "",
    },
  ];
  await ledger.charge();
  expect((await ledger.rows()).map(({ calls, cost, unit }) => [unit, calls, cost])).toEqual([
    ["Retail", 1, "120000000"],
    ["Retail", -1, "-120000000"],
    ["Bank", 1, "120000000"],
  ]);
  expect(await ledger.charge()).toBe(0);
});

test("a call that a judge makes is charged as such, and a failed one too", async () => {
  const ledger = openLedger("judge");
  await ledger.insert(
    testSpan({ traceId: "t", spanId: "judge", kind: "evaluator" }),
    call("a", [100, 10], { parentSpanId: "judge" }),
    call("b", [100, 10], { status: "error" }),
  );
  await ledger.charge();
  expect(await ledger.rows()).toMatchObject([
    { line: "judge" },
    { line: "model", cost: "120000000" },
  ]);
});

test("what the sender reported counts where no price is known", async () => {
  const ledger = openLedger("reported");
  await ledger.insert(
    call("a", [100, 10], { model: "large", reportedCostNanoUsd: 7n }),
    call("b", [100, 10], { reportedCostNanoUsd: 7n }),
    call("c", [100, 10], { model: "large", reportedCostNanoUsd: 0n }),
  );
  await ledger.charge();
  expect((await ledger.rows()).map(({ cost }) => cost)).toEqual(["7000", "120000000", null]);
});

test("follows what comes in, and is interrupted without harm", async () => {
  const ledger = openLedger("follow");
  await ledger.insert(call("a", [100, 10], { receivedUnixMs: 1_795_000_000_000 }));
  await ledger.follow();
  expect(ledger.place()).toEqual({ receivedUnixMs: 2_000_000_000_000, project: "", traceId: "" });
  const other = call("b", [1, 1], { traceId: "u", receivedUnixMs: 1_999_999_999_999 });
  await ledger.insert(other);
  expect(await ledger.charge()).toBe(1); // begins anew, as after a crash before the place was saved
});

test("whatever is sent in whatever order, the sum is what the calls cost in the end", async () => {
  let run = 0;
  const version = fc.record({
    span: fc.integer({ min: 0, max: 4 }),
    input: fc.integer({ min: 0, max: 100_000 }),
    output: fc.integer({ min: 0, max: 100_000 }),
    known: fc.boolean(),
    unit: fc.constantFrom("", "Retail", "Bank"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(version, { minLength: 1, maxLength: 12 }), async (sent) => {
      run += 1;
      const ledger = openLedger(`any-${run}`);
      const last = new Map<number, bigint | null>();
      for (const [index, { input, known, output, span, unit }] of sent.entries()) {
        const fields = {
          model: known ? "small" : "large",
          businessUnit: unit,
          ver: BigInt(index + 1),
        };
        await ledger.insert(call(String(span), [input, output], fields));
        last.set(span, known ? BigInt(input) * 1_000_000n + BigInt(output) * 2_000_000n : null);
        if (index % 3 === 0) await ledger.charge();
      }
      await ledger.charge();
      const costs = [...last.values()];
      const expected = costs.reduce<bigint>((sum, cost) => sum + (cost ?? 0n), 0n);
      const unpriced = costs.filter((cost) => cost === null).length;
      expect(await ledger.total()).toEqual([expected, costs.length, unpriced]);
    }),
    { numRuns: 15 },
  );
}, 120_000);

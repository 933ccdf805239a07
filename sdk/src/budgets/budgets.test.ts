import fc from "fast-check";
import { expect, test } from "vitest";
import { type Account, BudgetBook, type Hold, openAccount, remainingNano } from "./budget-book.ts";
import { calendarWindow } from "./calendar-window.ts";
import { PriceList } from "./price-list.ts";
import { TokenEstimator } from "./token-estimator.ts";

const cost = (costNano: bigint) => ({ costNano, tokens: 0, calls: 1 });
const limit = (costNano: bigint) => ({ costNano, tokens: null, calls: null });
const at = (nowMs: number) => ({ nowMs, holdMs: 100 });

test("never more is reserved and spent than may be, in any account and any order of events", () => {
  const event = fc.record({
    kind: fc.constantFrom("reserve", "settle", "again", "release", "wait"),
    which: fc.nat(),
    amount: fc.bigInt(0n, 40n),
    scopes: fc.subarray([0, 1, 2], { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), (events) => {
      const book = new BudgetBook();
      const accounts = [100n, 150n, 400n].map((nano, n) => openAccount(`b${n}`, limit(nano)));
      const holds: Hold[] = [];
      const halves: unknown[] = [];
      const spent = new Map<Account, bigint>();
      let nowMs = 0;
      for (const { kind, which, amount, scopes } of events) {
        const hold = holds[which % Math.max(1, holds.length)];
        if (kind === "wait") nowMs += which % 60;
        book.sweep(nowMs);
        if (kind === "reserve") {
          const before = accounts.map(({ held }) => held.costNano);
          const own = accounts.filter((_, index) => scopes.includes(index));
          const made = book.reserve(own, cost(amount), at(nowMs));
          const after = accounts.map(({ held }) => held.costNano);
          const changed = after.some((nano, index) => nano !== before[index]);
          if (made.kind === "held") holds.push(made.hold);
          // All or nothing: what is refused holds nothing anywhere.
          if (made.kind === "refused" && changed) halves.push(made);
        }
        if ((kind === "settle" || kind === "again") && hold !== undefined) {
          const actual = amount < hold.amount.costNano ? amount : hold.amount.costNano;
          // What comes late was spent all the same; here it never does, so that the limit can be held to.
          if (hold.state !== "held" || hold.expiresMs <= nowMs) continue;
          book.settle(hold, cost(actual));
          book.settle(hold, cost(actual)); // a duplicate books nothing
          for (const account of hold.accounts)
            spent.set(account, (spent.get(account) ?? 0n) + actual);
        }
        if (kind === "release" && hold !== undefined) book.release(hold);
        for (const account of accounts) {
          expect(account.spent.costNano).toBe(spent.get(account) ?? 0n);
          expect(remainingNano(account)).toBeGreaterThanOrEqual(0n);
          expect(account.held.costNano).toBeGreaterThanOrEqual(0n);
        }
      }
      expect(halves).toEqual([]);
      book.sweep(nowMs + 1_000); // what nobody settled comes back
      for (const account of accounts)
        expect(account.held).toEqual({ costNano: 0n, tokens: 0, calls: 0 });
      expect(book.openHolds).toBe(0);
    }),
  );
});

test("a reservation is made in all accounts or in none", () => {
  const book = new BudgetBook();
  const [wide, tight] = [openAccount("wide", limit(100n)), openAccount("tight", limit(10n))];
  expect(book.reserve([wide, tight], cost(11n), at(0))).toMatchObject({
    kind: "refused",
    dimension: "costNano",
    account: { id: "tight" },
  });
  expect(wide.held.calls).toBe(0);
});

test("an account that observes refuses nothing and says what it would have refused", () => {
  const observing = openAccount("new", limit(10n), true);
  expect(new BudgetBook().reserve([observing], cost(11n), at(0))).toMatchObject({
    kind: "held",
    wouldRefuse: [{ id: "new" }],
  });
});

test("what costs more than was reserved is booked, and counted as overdraft; what comes late too", () => {
  const book = new BudgetBook();
  const account = openAccount("b", limit(100n));
  const made = book.reserve([account], cost(10n), at(0));
  const late = book.reserve([account], cost(10n), at(0));
  if (made.kind === "held") book.settle(made.hold, cost(25n));
  expect(account.spent.costNano).toBe(25n);
  expect(book.overdraftNano).toBe(15n);
  book.sweep(100);
  if (late.kind === "held") book.settle(late.hold, cost(10n));
  expect(account.spent.costNano).toBe(35n);
  expect(account.held.costNano).toBe(0n);
});

test("a window is the calendar's of its time zone, also where clocks are changed", () => {
  const instant = Date.parse("2026-03-29T10:30:15.250Z"); // the day the clocks of Berlin go forward
  const day = calendarWindow("day", "Europe/Berlin", instant);
  expect(new Date(day.startMs).toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(day.endMs - day.startMs).toBe(23 * 3_600_000);
  const month = calendarWindow("month", "America/New_York", instant);
  expect(new Date(month.startMs).toISOString()).toBe("2026-03-01T05:00:00.000Z");
  expect(new Date(month.endMs).toISOString()).toBe("2026-04-01T04:00:00.000Z");
  const hour = calendarWindow("hour", "Asia/Kolkata", instant); // half an hour off
  expect(new Date(hour.startMs).toISOString()).toBe("2026-03-29T10:30:00.000Z");
  expect(() => calendarWindow("day", "Mars/Base", instant)).toThrow(RangeError);
});

test("windows follow on one another without a gap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe"),
      fc.constantFrom("day" as const, "month" as const),
      (nowMs, zone, window) => {
        const { startMs, endMs } = calendarWindow(window, zone, nowMs);
        expect(startMs <= nowMs && nowMs < endMs).toBe(true);
        expect(calendarWindow(window, zone, endMs).startMs).toBe(endMs);
      },
    ),
    { numRuns: 300 },
  );
});

test("prices: exact integers, rounded up, the most particular name first", () => {
  const prices = {
    "gpt-4o*": { input: "2.50", output: "10.00", cacheRead: "1.25" },
    "gpt-4o-mini": { input: "0.15", output: "0.60" },
  };
  const list = new PriceList([{ format: "spanward.policy/1", id: "p", version: 1, prices }]);
  const tokens = { input: 1_000, output: 100, cacheRead: 400, cacheWrite: 0 };
  expect(list.costNano("gpt-4o-2024-11-20", tokens)).toBe(
    600n * 2_500n + 400n * 1_250n + 100n * 10_000n,
  );
  expect(list.costNano("gpt-4o-mini", { ...tokens, cacheRead: 0 })).toBe(
    1_000n * 150n + 100n * 600n,
  );
  expect(list.costNano("other", tokens)).toBeNull();
});

test("an estimate is what calls took so far, and never the whole of a large limit", () => {
  const estimator = new TokenEstimator();
  const asked = { inputCharacters: 4_000, outputTokensMax: 128_000 };
  expect(estimator.estimate("k", asked)).toEqual({ input: 1_000, output: 1_024 });
  expect(estimator.estimate("k", { ...asked, outputTokensMax: 50 }).output).toBe(50);
  for (let n = 1; n <= 100; n += 1) {
    estimator.learn("k", { inputCharacters: 1_000, input: 500, output: n });
  }
  const learnt = estimator.estimate("k", asked);
  expect(learnt.output).toBe(97); // of 37 … 100
  expect(learnt.input).toBeCloseTo(2_000, -1);
});

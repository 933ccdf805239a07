import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Database } from "./database.ts";
import { StoreError } from "./errors.ts";
import { openTestDatabase } from "./testing.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const n = z.object({ n: z.string() });

test("rows come parsed, with every digit of a 64-bit integer", async () => {
  await db.run("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
  const s = "it's\n";
  await db.run("INSERT INTO t VALUES (1, 'x;y'), (18446744073709551615, {s:String})", { s });
  const row = z.object({ a: z.string(), s: z.string() });
  expect(await db.select(row, "SELECT a, s FROM t ORDER BY a")).toEqual([
    { a: "1", s: "x;y" },
    { a: "18446744073709551615", s },
  ]);
});

test("rows of another shape than was said are an error, not a surprise later", async () => {
  const asked = db.select(z.object({ n: z.number() }), "SELECT 'x' AS n");
  await expect(asked).rejects.toThrow("unexpected rows");
});

describe("columns", () => {
  const shape = { id: "text", size: "number", cost: "text or null", tools: "texts" } as const;

  test("are checked and all of one length", async () => {
    const sql = `
      SELECT toString(number) AS id, toFloat64(number) AS size,
             if(number = 1, NULL, toInt64(number)) AS cost, ['a'] AS tools
        FROM numbers({rows:UInt8})`;
    expect(await db.selectColumns(shape, sql, { rows: 2 })).toEqual({
      id: ["0", "1"],
      size: [0, 1],
      cost: ["0", null],
      tools: [["a"], ["a"]],
    });
    expect(await db.selectColumns(shape, sql, { rows: 0 })).toEqual({
      id: [],
      size: [],
      cost: [],
      tools: [],
    });
  });

  test.each([
    ["SELECT 'x' AS id, 1. AS size, NULL AS cost", "no column tools"],
    ["SELECT 'x' AS id, 'y' AS size, NULL AS cost, [] AS tools", "size is not all number"],
  ])("%s", async (sql, reason) => {
    await expect(db.selectColumns(shape, sql)).rejects.toThrow(reason);
  });
});

describe("limits", () => {
  const count = "SELECT number AS n FROM numbers(1000)";
  test.each([
    ["rows", { rowsMax: 10 }, count, 396],
    ["rows read", { rowsReadMax: 10 }, "SELECT sum(number) AS n FROM numbers(1000)", 158],
    ["memory", { memoryBytesMax: 1e6 }, "SELECT uniqExact(number) AS n FROM numbers(1e7)", 241],
    ["time", { timeMsMax: 100 }, "SELECT sum(sipHash64(number)) AS n FROM numbers(1e11)", 159],
  ] as const)("of %s", async (...[, limits, sql, code]) => {
    await expect(db.within(limits).select(n, sql)).rejects.toMatchObject({ code });
  });

  test("hold only where they were set", async () => {
    expect(await db.select(n, count)).toHaveLength(1000);
  });

  test("a caller who gives up is not told to try again", async () => {
    const signal = AbortSignal.timeout(100);
    const asked = db
      .within({ signal })
      .select(n, "SELECT sum(sipHash64(number)) AS n FROM numbers(1e12)");
    await expect(asked).rejects.toMatchObject({ message: "the caller gave up", retryable: false });
  });
});

describe("errors say whether to try again", () => {
  test("not with the same SQL", async () => {
    await expect(db.select(n, "SELECT nothing")).rejects.toMatchObject({
      code: 47,
      retryable: false,
    });
  });

  test("yes after too little memory", async () => {
    const asked = db
      .within({ memoryBytesMax: 1000 })
      .select(n, "SELECT uniqExact(number) AS n FROM numbers(1e7)");
    await expect(asked).rejects.toMatchObject({ code: 241, retryable: true });
  });

  test("yes when nobody answers", async () => {
    const nobody = Database.openRemote({ url: "http://127.0.0.1:1", username: "u", password: "p" });
    await expect(nobody.ping()).rejects.toMatchObject({ code: null, retryable: true });
    await nobody.close();
  });

  test("yes while the engine starts again, and then it answers", async () => {
    process.kill(db.engine?.pid ?? 0, "SIGKILL");
    const failures: unknown[] = [];
    await expect
      .poll(() => db.version().catch((error: unknown) => void failures.push(error)), {
        timeout: 30_000,
      })
      .toMatch(/^\d+\./);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(StoreError);
      expect(failure).toMatchObject({ retryable: true });
    }
  }, 60_000);
});

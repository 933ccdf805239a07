import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "./database.ts";
import { openTestDatabase } from "./testing.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("runs SQL on the real engine", async () => {
  await db.run("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
  await db.run("INSERT INTO t VALUES (1, 'x;y'), (18446744073709551615, {s:String})", {
    s: "it's\n",
  });
  expect(
    await db.select(z.object({ a: z.string(), s: z.string() }), "SELECT a, s FROM t ORDER BY a"),
  ).toEqual([
    { a: "1", s: "x;y" },
    { a: "18446744073709551615", s: "it's\n" },
  ]);
});

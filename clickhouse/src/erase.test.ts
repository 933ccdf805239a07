import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "./database.ts";
import { erase } from "./erase.ts";
import { openTestDatabase } from "./testing.ts";

let db: Database;

beforeAll(async () => {
  db = await openTestDatabase();
});

afterAll(() => db.close());

const insert = (table: string, project: string, day: string) =>
  db.run(
    `INSERT INTO ${table} (project, trace_id, span_id, ${table === "log_events" ? "time" : "start_time"}, received_at, ver)
     VALUES ('${project}', 't', 's', '${day} 00:00:00', '${day} 00:00:01', 1)`,
  );

const rowsOf = async (table: string) =>
  (
    await db.select(
      z.object({ row: z.string() }),
      `SELECT concat(project, ' ', toString(toDate(received_at))) AS row FROM ${table} ORDER BY row`,
    )
  ).map(({ row }) => row);

test("erases what is old of one project, and then all of it, and nothing of others", async () => {
  const days = ["2026-11-01", "2026-11-02", "2026-11-20"];
  for (const project of ["shop", "bank"]) {
    for (const day of days) await insert("spans", project, day);
  }
  await insert("span_io", "shop", "2026-11-01");
  await insert("log_events", "shop", "2026-11-01");

  const receivedBefore = new Date("2026-11-03T00:00:00Z");
  await erase(db, { project: "shop", receivedBefore, only: ["spans"] });
  const bank = days.map((day) => `bank ${day}`);
  expect(await rowsOf("spans")).toEqual([...bank, "shop 2026-11-20"]);
  expect(await rowsOf("span_io")).toEqual(["shop 2026-11-01"]);

  await erase(db, { project: "shop" });
  expect(await rowsOf("spans")).toEqual(bank);
  expect(await rowsOf("span_io")).toEqual([]);
  expect(await rowsOf("log_events")).toEqual([]);
});

test("finds nothing to erase in a project that is not there", async () => {
  await erase(db, { project: "nobody' OR 1 --" });
  expect(await rowsOf("spans")).toHaveLength(3);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { candidateWindows } from "./candidate-windows.ts";
import { allTime, type Period } from "./period.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const spans = Array.from({ length: 6000 }, (_, i) =>
    testSpan({ traceId: "t", spanId: `s${i}`, startUnixNano: testStart + BigInt(i) }),
  );
  await insertRows(db, { spans });
}, 60_000);
afterAll(() => db.close());

async function windowsOf(project: string, period: Period): Promise<Period[]> {
  const windows: Period[] = [];
  for await (const window of candidateWindows(db, { project, ...period })) windows.push(window);
  return windows;
}

test("cover the period without gap, the newest first, sized by their spans", async () => {
  const oldest = testStart + 6000n - 4096n;
  expect(await windowsOf("default", allTime)).toEqual([
    { fromUnixNano: oldest, toUnixNano: allTime.toUnixNano },
    { fromUnixNano: 0n, toUnixNano: oldest },
  ]);
});

test("are one where there is little", async () => {
  const period = { fromUnixNano: testStart, toUnixNano: testStart + 9n };
  expect(await windowsOf("default", period)).toEqual([period]);
  expect(await windowsOf("nobody", allTime)).toEqual([allTime]);
});

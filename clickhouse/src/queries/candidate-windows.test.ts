import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { candidateWindows } from "./candidate-windows.ts";
import { allTime, type Period } from "./period.ts";

const dayNs = 86_400_000_000_000n;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const spans = Array.from({ length: 20_000 }, (_, i) =>
    testSpan({ traceId: "t", spanId: `s${i}`, startUnixNano: testStart + BigInt(i) }),
  );
  const old = testSpan({ traceId: "old", spanId: "1", startUnixNano: testStart - 200n * dayNs });
  await insertRows(db, { spans: [...spans, old] });
}, 60_000);
afterAll(() => db.close());

async function windowsOf(project: string, period: Period): Promise<Period[]> {
  const windows: Period[] = [];
  for await (const window of candidateWindows(db, { project, ...period })) windows.push(window);
  return windows;
}

test("end at so many spans or so much time, the newest first, and leave out what is empty", async () => {
  const oldest = testStart + 20_000n - 16_384n;
  const eightDays = oldest - 8n * dayNs;
  expect(await windowsOf("default", allTime)).toEqual([
    { fromUnixNano: oldest, toUnixNano: allTime.toUnixNano },
    { fromUnixNano: eightDays, toUnixNano: oldest },
    { fromUnixNano: 0n, toUnixNano: eightDays },
  ]);
});

test("keep within the period", async () => {
  const period = { fromUnixNano: testStart, toUnixNano: testStart + 9n };
  expect(await windowsOf("default", period)).toEqual([period]);
  expect(await windowsOf("nobody", allTime)).toEqual([]);
});

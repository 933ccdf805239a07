import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { keptPeriod } from "./kept-period.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("is from the first span to just after the last, null without any", async () => {
  const span = testSpan({ traceId: "t", spanId: "1" });
  const later = { ...span, spanId: "2", startUnixNano: testStart + 99n };
  await insertRows(db, {
    spans: [later, span, { ...span, project: "other", startUnixNano: 2n ** 60n }],
  });
  expect(await keptPeriod(db, { project: "default" })).toMatchObject({
    fromUnixNano: testStart,
    toUnixNano: testStart + 100n,
  });
  expect(await keptPeriod(db, { project: "nobody" })).toBeNull();
});

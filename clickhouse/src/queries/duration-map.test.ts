import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { durationMap } from "./duration-map.ts";
import { noFilter } from "./trace-filter.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const durations = [0n, 9n, 10n, 99n, 100n, 5000n];
  const spans = durations.map((durationNs, i) =>
    testSpan({
      traceId: `t${i}`,
      spanId: "1",
      durationNs,
      status: i === 3 ? "error" : "ok",
      startUnixNano: testStart + (i === 5 ? 15n : 0n),
    }),
  );
  await insertRows(db, { spans });
  await insertRows(db, { spans: spans.slice(0, 2) }); // sent twice
});
afterAll(() => db.close());

const query = {
  project: "default",
  fromUnixNano: testStart,
  toUnixNano: testStart + 20n,
  originUnixNano: testStart,
  intervalNs: 10n,
  boundsNs: [0n, 10n, 100n],
};

test("counts traces by when they began and how long they took, a bound in the class it begins", async () => {
  expect(await durationMap(db, { ...query, filter: noFilter })).toEqual([
    { index: 0, boundNs: 0n, traces: 2, errors: 0 },
    { index: 0, boundNs: 10n, traces: 2, errors: 1 },
    { index: 0, boundNs: 100n, traces: 1, errors: 0 },
    { index: 1, boundNs: 100n, traces: 1, errors: 0 },
  ]);
  const failed = { ...noFilter, status: ["error" as const] };
  expect(await durationMap(db, { ...query, filter: failed })).toMatchObject([{ boundNs: 10n }]);
});

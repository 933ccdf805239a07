import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { noFilter, type TraceFilter } from "./trace-filter.ts";
import { traceHistogram } from "./trace-histogram.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const span = testSpan({ traceId: "a", spanId: "1", startUnixNano: testStart + 5n });
  await insertRows(db, {
    spans: [
      span,
      { ...span, spanId: "2", parentSpanId: "1", startUnixNano: testStart + 25n },
      { ...span, traceId: "b", status: "error" },
      { ...span, traceId: "c", startUnixNano: testStart + 21n },
      { ...span, traceId: "before", startUnixNano: testStart + 1n },
      { ...span, traceId: "before", spanId: "2", startUnixNano: testStart + 9n },
      { ...span, traceId: "d", project: "other" },
    ],
  });
}, 60_000);
afterAll(() => db.close());

const query = {
  project: "default",
  fromUnixNano: testStart + 2n,
  toUnixNano: testStart + 30n,
  originUnixNano: testStart,
  intervalNs: 10n,
};

test("counts traces in the interval they start in, each once", async () => {
  expect(await traceHistogram(db, { ...query, filter: noFilter })).toEqual([
    { index: 0, traces: 2, errors: 1 },
    { index: 2, traces: 1, errors: 0 },
  ]);
});

test("counts within the filter", async () => {
  const filter: TraceFilter = { ...noFilter, status: ["error"] };
  expect(await traceHistogram(db, { ...query, filter })).toEqual([
    { index: 0, traces: 1, errors: 1 },
  ]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { allTime } from "./period.ts";
import { sortedTraces, type TraceOrder } from "./sorted-traces.ts";
import { noFilter, type TraceFilter } from "./trace-filter.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const at = (hours: number) => testStart + BigInt(hours) * 3_600_000_000_000n;
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "a", spanId: "1", durationNs: 5n, startUnixNano: at(3) }),
      testCall(
        {
          traceId: "b",
          spanId: "1",
          durationNs: 9n,
          startUnixNano: at(2),
          reportedCostNanoUsd: 4n,
        },
        [1, 1],
      ),
      testCall(
        {
          traceId: "c",
          spanId: "1",
          durationNs: 7n,
          startUnixNano: at(1),
          status: "error",
          reportedCostNanoUsd: 4n,
        },
        [9, 0],
      ),
      testCall(
        {
          traceId: "d",
          spanId: "1",
          durationNs: 1n,
          startUnixNano: at(0),
          reportedCostNanoUsd: 0n,
        },
        [0, 0],
      ),
    ],
  });
}, 60_000);
afterAll(() => db.close());

async function inOrder(by: TraceOrder, descending: boolean, filter: Partial<TraceFilter> = {}) {
  const ids: string[] = [];
  let after = null;
  do {
    const page = await sortedTraces(db, {
      project: "default",
      ...allTime,
      filter: {
        ...noFilter,
        ...filter,
      },
      by,
      descending,
      limit: 1,
      after,
    });
    ids.push(...page.traces.map(({ traceId }) => traceId));
    after = page.next;
  } while (after);
  return ids.join("");
}

test.each<[TraceOrder, string, string]>([
  ["start", "abcd", "dcba"],
  ["duration", "bcad", "dacb"],
  ["cost", "cbda", "dbca"], // equal ones by id, unknown ones last, both ways
  ["tokens", "cbda", "dbca"],
  ["spans", "dcba", "abcd"],
  ["errors", "cdba", "abdc"],
])("by %s: %s, and %s the other way", async (by, down, up) => {
  expect(await inOrder(by, true)).toBe(down);
  expect(await inOrder(by, false)).toBe(up);
});

test("within the filter and the period", async () => {
  expect(await inOrder("cost", true, { status: ["error"] })).toBe("c");
  const page = await sortedTraces(db, {
    project: "default",
    filter: noFilter,
    by: "cost",
    descending: true,
    limit: 9,
    after: null,
    fromUnixNano: testStart + 3600000000000n,
    toUnixNano: testStart + 7300000000000n,
  });
  expect(page.traces.map(({ traceId }) => traceId)).toEqual(["c", "b"]);
  expect(page.next).toBeNull();
});

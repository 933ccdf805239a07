import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { type UsageDimension, usageReport } from "./usage-report.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const calls = [
    testCall({ traceId: "a", spanId: "2", parentSpanId: "1", reportedCostNanoUsd: 5n }, [10, 1]),
    testCall(
      {
        traceId: "a",
        spanId: "3",
        parentSpanId: "1",
        model: "large",
        startUnixNano: testStart + 25n,
      },
      [100, 2],
    ),
    testCall({ traceId: "a", spanId: "4", parentSpanId: "1", usageSource: "none" }, [0, 0]),
    testCall({ traceId: "b", spanId: "1", userId: "own", status: "error" }, [1, 0]),
    testCall({ traceId: "b", spanId: "2", counted: false }, [1000, 1000]),
    testCall({ traceId: "b", spanId: "3", kind: "embedding", model: "vectors" }, [40, 0]),
    testCall({ traceId: "c", spanId: "1", project: "other" }, [1000, 1000]),
  ];
  await insertRows(db, {
    spans: [
      ...calls,
      testSpan({ traceId: "a", spanId: "1", userId: "u", agent: "x", tags: { team: "blue" } }),
    ],
  });
  await insertRows(db, { spans: calls });
}, 60_000);
afterAll(() => db.close());

const reportBy = (by: UsageDimension, limit = 10) =>
  usageReport(db, {
    project: "default",
    fromUnixNano: testStart,
    toUnixNano: testStart + 30n,
    originUnixNano: testStart,
    intervalNs: 10n,
    by,
    limit,
  });

test("sums the calls that count, each once, and says what is not known", async () => {
  const { rows, intervals } = await reportBy("model");
  expect(rows).toMatchObject([
    { value: "large", calls: 1, inputTokens: 100, outputTokens: 2, reportedCostNanoUsd: null },
    { value: "vectors", calls: 1, inputTokens: 0, embeddingTokens: 40 },
    {
      value: "small",
      calls: 2,
      callsWithoutUsage: 1,
      inputTokens: 11,
      outputTokens: 1,
      reportedCostNanoUsd: 5n,
      callsWithoutCost: 1,
    },
  ]);
  const places = intervals.map(({ value, index }) => `${value} ${index}`);
  expect(places.toSorted()).toEqual(["large 2", "small 0", "vectors 0"]);
});

test("a call without a value has that of its trace", async () => {
  const tokens = async (by: UsageDimension) =>
    Object.fromEntries((await reportBy(by)).rows.map((row) => [row.value, row.inputTokens]));
  expect(await tokens("user")).toEqual({ u: 110, own: 1 });
  expect(await tokens("agent")).toEqual({ x: 110, "": 1 });
  expect(await tokens({ tag: "team" })).toEqual({ blue: 110, "": 1 });
  expect(await tokens({ tag: "it's" })).toEqual({ "": 111 });
});

test("gives one row more than the limit, and intervals of those within", async () => {
  const { rows, intervals } = await reportBy("model", 1);
  expect(rows.length).toBe(2);
  expect(new Set(intervals.map(({ value }) => value))).toEqual(new Set(["large"]));
});

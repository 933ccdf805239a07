import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan, testStart } from "../testing.ts";
import { allTime, type Period } from "./period.ts";
import { type FacetName, facetValuesMax, traceFacets } from "./trace-facets.ts";
import { noFilter, type TraceFilter } from "./trace-filter.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  const call = testCall(
    { traceId: "a", spanId: "2", parentSpanId: "1", requestedTools: ["search"], userId: "u" },
    [1, 1],
  );
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "a", spanId: "1", agent: "x", status: "ok", labels: ["l", "m"] }),
      call,
      { ...call, ver: 2n },
      testSpan({ traceId: "a", spanId: "3", parentSpanId: "1", kind: "tool", tool: "search" }),
      testSpan({ traceId: "b", spanId: "1", agent: "x", status: "error", sessionId: "s" }),
      testSpan({ traceId: "b", spanId: "2", parentSpanId: "1", agent: "y", useCase: "refunds" }),
      testSpan({ traceId: "c", spanId: "1", startUnixNano: testStart - 1n }),
      testSpan({ traceId: "else", spanId: "1", agent: "x", project: "other" }),
    ],
  });
}, 60_000);
afterAll(() => db.close());

async function facetsOf(filter: Partial<TraceFilter> = {}, period: Period = allTime) {
  const query = { project: "default", ...period, filter: { ...noFilter, ...filter } };
  const counts = await traceFacets(db, query);
  return (name: FacetName | "all") =>
    counts.filter(({ facet }) => facet === name).map(({ value, count }) => `${value} ${count}`);
}

test("counts traces by what they show, not spans, the most frequent first", async () => {
  const values = await facetsOf();
  expect(values("all")).toEqual([" 3"]);
  expect(values("status")).toEqual(["error 1", "ok 1", "unset 1"]);
  expect(values("agent")).toEqual(["x 2", "y 1"]);
  expect(values("tool")).toEqual(["search 1"]);
  expect(values("model")).toEqual(["small 1"]);
  expect(values("label")).toEqual(["l 1", "m 1"]);
  expect(values("session")).toEqual(["s 1"]);
  expect(values("user")).toEqual(["u 1"]);
  expect(values("useCase")).toEqual(["refunds 1"]);
  expect(values("environment")).toEqual([]);
});

test("counts within the filter and the period", async () => {
  const errors = await facetsOf({ status: ["error"] });
  expect([errors("all"), errors("agent")]).toEqual([[" 1"], ["x 1", "y 1"]]);
  const late = await facetsOf({}, { fromUnixNano: testStart, toUnixNano: testStart + 1n });
  expect(late("all")).toEqual([" 2"]);
});

test("lists one value more than it may show", async () => {
  const spans = Array.from({ length: 60 }, (_, i) =>
    testSpan({ traceId: `t${i}`, spanId: "1", userId: `u${i}`, project: "many" }),
  );
  await insertRows(db, { spans });
  const counts = await traceFacets(db, { project: "many", ...allTime, filter: noFilter });
  expect(counts.filter(({ facet }) => facet === "user").length).toBe(facetValuesMax + 1);
});

import { expect, test } from "vitest";
import { filterSql, noFilter } from "./trace-filter.ts";

// That filters find what they should is shown where they are used, in list-traces.test.ts.

test("no filter restricts nothing", () => {
  const { candidates, candidateSums, spans, trace } = filterSql(noFilter, []);
  expect([candidates, candidateSums, spans, trace]).toEqual([[], [], [], []]);
});

test("values are parameters, never text of the query", () => {
  const hostile = "'; DROP TABLE spans; --";
  const filter = {
    ...noFilter,
    agent: [hostile],
    tags: [{ key: hostile, value: hostile }],
    text: hostile,
  };
  const { parameters, ...sql } = filterSql(filter, []);
  expect(JSON.stringify(sql)).not.toContain("DROP");
  expect(Object.values(parameters)).toEqual([[hostile], hostile, [hostile], hostile]);
});

test("content is looked at only for a text", () => {
  const { candidates } = filterSql({ ...noFilter, agent: ["a"], user: ["u"] }, []);
  expect(candidates.join(" ")).not.toContain("span_io");
});

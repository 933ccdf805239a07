import type { TraceFacets } from "spanward/answers/trace-summary";
import { readTerms } from "spanward/search/read-terms";
import { expect, test } from "vitest";
import { chosenFacets, mergeFacets } from "./facets.ts";

const answer = (status: [string, number][]): TraceFacets => ({
  total: 10,
  facets: [
    { name: "tool", values: [{ value: "sql", count: 3 }], truncated: false },
    { name: "user", values: [], truncated: false },
    {
      name: "status",
      values: status.map(([value, count]) => ({ value, count })),
      truncated: false,
    },
  ],
});

test("keeps the alternatives of a chosen value, with their own counts", () => {
  const terms = readTerms("status:error");
  const facets = mergeFacets(
    answer([["error", 2]]),
    {
      status: answer([
        ["ok", 8],
        ["error", 2],
      ]),
    },
    terms,
  );
  expect(chosenFacets(terms)).toEqual(["status"]);
  expect(facets.map((facet) => facet.label)).toEqual(["Status", "Tool"]);
  expect(facets[0]?.values).toEqual([
    { value: "ok", count: 8, chosen: false },
    { value: "error", count: 2, chosen: true },
  ]);
});

test("lists a chosen value that nothing has, so that it can be taken away", () => {
  const [status] = mergeFacets(answer([["ok", 8]]), {}, readTerms("status:lost"));
  expect(status?.values.at(-1)).toEqual({ value: "lost", count: 0, chosen: true });
});

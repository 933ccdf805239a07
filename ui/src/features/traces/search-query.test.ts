import { expect, test } from "vitest";
import { parseSearch } from "./search.ts";
import { searchQuery } from "./search-query.ts";

const ask = (text: string) => searchQuery(parseSearch(text));

test("asks for values, alternatives together", () => {
  expect(ask("status:error agent:a agent:b env:prod bu:Retail tag:team=pay:1")).toEqual({
    query: {
      status: ["error"],
      agent: ["a", "b"],
      environment: ["prod"],
      businessUnit: ["Retail"],
      tag: ["team:pay:1"],
    },
    problems: [],
  });
});

test("asks for bounds in the units of the API", () => {
  expect(ask("duration:>1.5s duration:<=2m cost:>$0.5 tokens:>=50k").query).toEqual({
    minDurationMs: ["1500"],
    maxDurationMs: ["120000"],
    minCostUsd: ["0.5"],
    minTokens: ["50000"],
  });
});

test("looks for all words as one text", () => {
  expect(ask('broken "order 88213"').query).toEqual({ text: ["broken order 88213"] });
});

test.each([
  ["colour:red", "There is no field “colour”"],
  ["duration:>30", "duration:>30s"],
  ["cost:<1", "cost:>0.5"],
  ["tokens:many", "tokens:>1000"],
  ["tag:team", "tag:team=payments"],
  ["status:lost", "error, ok, unset"],
])("says what is wrong with %s and asks the rest", (text, problem) => {
  const { query, problems } = ask(`${text} status:ok`);
  expect(problems.join()).toContain(problem);
  expect(query).toEqual({ status: ["ok"] });
});

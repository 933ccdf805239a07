import { expect, test } from "vitest";
import { findRows, termOf } from "./find-rows.ts";
import { findStandouts } from "./standouts.ts";
import { groupSteps } from "./steps.ts";
import { skeletonOf, spanIdOfRow } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

const at = { startUs: 0, durationUs: 1 };
const columns = decodeTrace(
  skeletonOf([
    { ...at, depth: 0, kind: "agent", name: "invoke_agent Refund desk", agent: "Refund desk" },
    { ...at, depth: 1, kind: "llm", name: "chat gpt-5", model: "gpt-5", agent: "Refund desk" },
    { ...at, depth: 1, kind: "tool", name: "execute_tool search", tool: "search", isError: true },
    { ...at, depth: 1, kind: "tool", name: "execute_tool search_web", tool: "search_web" },
  ]),
);
const place = {
  columns,
  agentOf: groupSteps(columns).agentOf,
  standouts: findStandouts(columns),
};
const find = (query: string) => [...(findRows(place, query).rows ?? [])];

test.each([
  ["refund", [0, 1]],
  ["REFUND chat", [1]],
  ["tool:search", [2]],
  ["tool:search*", [2, 3]],
  ["-tool:search*", [0, 1]],
  ["tool:search tool:search_web", [2, 3]],
  ['agent:"Refund desk"', [0, 1, 2, 3]],
  ['agent:"Refund desk" kind:llm', [1]],
  ["-is:error tool:search*", [3]],
  ["status:error", [2]],
  ["search -status:error", [3]],
  ["is:error", [2]],
  ["tool:search is:slow", [2]],
  ["is:strange", []],
  [spanIdOfRow(3), [3]],
])("%s", (query, rows) => {
  expect(find(query)).toEqual(rows);
});

test("an empty query finds nothing in particular", () => {
  expect(findRows(place, "  ")).toEqual({ rows: null, problems: [] });
});

test("what cannot be asked here is said, where it stands", () => {
  expect(findRows(place, "is:error unheard:of tool:search").problems).toEqual([
    expect.objectContaining({ from: 9, to: 19 }),
  ]);
  expect(findRows(place, "session:a").problems[0]?.message).toContain("not known of a single step");
  expect(findRows(place, "session:a").rows).toBeNull();
  expect(findRows(place, "is:strange").problems).toHaveLength(1);
});

test("the word for a value finds it again, whatever the value", () => {
  expect(find(termOf("tool", "search_web"))).toEqual([3]);
  expect(find(termOf("agent", "Refund desk"))).toEqual([0, 1, 2, 3]);
  expect(find(termOf("tool", "search*"))).toEqual([]);
});

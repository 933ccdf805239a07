import { expect, test } from "vitest";
import { exactTerm, findRows } from "./find-rows.ts";
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
const find = (query: string) => [...(findRows(place, query) ?? [])];

test.each([
  ["refund", [0, 1]],
  ["REFUND chat", [1]],
  ["tool:search", [2, 3]],
  ['tool:"search"', [2]],
  ['agent:"refund desk"', [0, 1, 2, 3]],
  ['agent:"refund desk" kind:llm', [1]],
  ["status:error", [2]],
  ["search status:ok", [3]],
  ["is:error", [2]],
  ["tool:search is:slow", [2]],
  ["is:strange", []],
  ["unheard:of", []],
  [spanIdOfRow(3), [3]],
])("%s", (query, rows) => {
  expect(find(query)).toEqual(rows);
});

test("an empty query finds nothing in particular", () => {
  expect(findRows(place, "  ")).toBeNull();
});

test("an exact term is found again whatever the value", () => {
  expect(exactTerm("agent", 'a "b" c')).toBe('agent:"a  b  c"');
  expect(find(exactTerm("tool", "search_web"))).toEqual([3]);
});

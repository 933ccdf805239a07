import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "./column.ts";
import { findRepeats } from "./repeats.ts";
import { buildRunPath, itemOfRow, pathLanesMax } from "./run-path.ts";
import { groupSteps } from "./steps.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "./testing.ts";
import { decodeTrace, isError } from "./trace-columns.ts";

const none = new Set<string>();
function pathOf(sketches: readonly SpanSketch[]) {
  const columns = decodeTrace(skeletonOf(sketches));
  const steps = groupSteps(columns);
  return { columns, path: buildRunPath(columns, steps, findRepeats(columns, steps, none)) };
}
const agent = (
  depth: number,
  name: string,
  [startUs, durationUs]: [number, number],
): SpanSketch => ({
  depth,
  kind: "agent",
  name: `invoke_agent ${name}`,
  agent: name,
  startUs,
  durationUs,
});
const tool = (
  depth: number,
  name: string,
  [startUs, durationUs = 10]: [number, number?],
): SpanSketch => ({
  depth,
  kind: "tool",
  name,
  tool: name,
  startUs,
  durationUs,
});

test("agents have a lane each, steps follow each other, entries come from the agent above", () => {
  const { path } = pathOf([
    agent(0, "plan", [0, 100]),
    tool(1, "search", [5]),
    agent(1, "code", [20, 40]),
    tool(2, "edit", [25]),
    tool(2, "test", [40]),
    tool(1, "save", [70]),
  ]);
  expect(path.lanes.map(({ name }) => name)).toEqual(["plan", "code"]);
  expect(path.items.map(({ row, lane, column, from }) => [row, lane, column, from])).toEqual([
    [1, 0, 0, -1],
    [3, 1, 1, 0],
    [4, 1, 2, -1],
    [5, 0, 3, -1],
  ]);
});

test("agents that run side by side share columns", () => {
  const { path } = pathOf([
    agent(0, "plan", [0, 100]),
    agent(1, "left", [10, 50]),
    tool(2, "a", [10, 40]),
    agent(1, "right", [12, 50]),
    tool(2, "b", [12, 40]),
  ]);
  expect(path.items.map(({ column }) => column)).toEqual([0, 0]);
});

test("a loop is one item, unless it failed", () => {
  const loop = Array.from({ length: 9 }, (_, index) => tool(1, "search", [index * 10]));
  expect(pathOf([agent(0, "plan", [0, 100]), ...loop]).path.items).toHaveLength(1);
  const failed = loop.map((step) => ({ ...step, isError: true }));
  expect(pathOf([agent(0, "plan", [0, 100]), ...failed]).path.items).toHaveLength(9);
});

test("a loop that calls agents shows them, and a call stands before what it called", () => {
  const calls = Array.from({ length: 3 }, (_, index) => [
    tool(1, "delegate", [index * 20, 15]),
    { ...agent(2, "helper", [index * 20, 15]), name: "helper" },
    tool(3, "work", [index * 20]),
  ]).flat();
  const { path } = pathOf([agent(0, "plan", [0, 100]), ...calls]);
  expect(path.items.map(({ lane, column }) => [lane, column])).toEqual([
    [0, 0],
    [1, 1],
    [0, 2],
    [1, 3],
    [0, 4],
    [1, 5],
  ]);
});

test("more agents than lanes share the last one, and it says how many", () => {
  const many = Array.from({ length: pathLanesMax + 7 }, (_, index) => [
    agent(0, `agent ${index}`, [index * 20, 15]),
    tool(1, "go", [index * 20]),
  ]).flat();
  const { path } = pathOf(many);
  expect(path.lanes).toHaveLength(pathLanesMax);
  expect(path.lanesLeftOut).toBe(7);
  expect(Math.max(...path.items.map(({ lane }) => lane))).toBe(pathLanesMax - 1);
});

test("no two items stand in one place, every error is told, every row leads to an item", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 3000 }), (count) => {
      const { columns, path } = pathOf(sketchLargeTrace(count));
      const places = path.items.map(({ lane, column }) => `${lane} ${column}`);
      expect(new Set(places).size).toBe(path.items.length);
      expect(path.columns).toBeLessThanOrEqual(path.items.length);
      const told = new Set(path.items.filter(({ errors }) => errors > 0).map(({ row }) => row));
      for (let row = 0; row < count; row++)
        expect(!isError(columns, row) || told.has(row)).toBe(true);
      for (const { from, column } of path.items) {
        expect(from < 0 || (path.items[from]?.column ?? 0) <= column).toBe(true);
      }
      const last = itemOfRow(path, count - 1);
      expect(path.items[last]?.row).toBeLessThanOrEqual(count - 1);
      expect(at(columns.subtree, 0)).toBe(count);
    }),
    { numRuns: 20 },
  );
});

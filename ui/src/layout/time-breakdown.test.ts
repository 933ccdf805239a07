import fc from "fast-check";
import { expect, test } from "vitest";
import { groupSteps } from "./steps.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "./testing.ts";
import { breakTimeDown, timeUses } from "./time-breakdown.ts";
import { decodeTrace, rowFlags } from "./trace-columns.ts";

const span = (
  kind: string,
  depth: number,
  [startUs, durationUs]: [number, number],
): SpanSketch => ({
  depth,
  kind,
  name: kind === "step" ? "queue" : kind,
  startUs,
  durationUs,
});

/** Some rows are on the critical path, as the server would say. */
function breakdownOf(sketches: readonly SpanSketch[], onPath: readonly number[]) {
  const columns = decodeTrace(skeletonOf(sketches));
  for (const row of onPath) columns.flags[row] = (columns.flags[row] ?? 0) | rowFlags.criticalPath;
  return breakTimeDown(columns, groupSteps(columns));
}

test("time goes to what it was spent on, and what is left is the agent's own", () => {
  const { uses, total } = breakdownOf(
    [
      span("agent", 0, [0, 100]),
      span("llm", 1, [0, 30]),
      span("tool", 1, [30, 20]),
      span("retrieval", 1, [50, 10]),
      span("approval", 1, [60, 15]),
      span("step", 1, [75, 5]),
      span("guardrail", 1, [80, 8]),
    ],
    [],
  );
  const own = Object.fromEntries(timeUses.map((use) => [use, uses[use].ownUs]));
  expect(own).toEqual({
    model: 30,
    tool: 20,
    retrieval: 10,
    approval: 15,
    queue: 5,
    check: 8,
    own: 12,
  });
  expect(total.ownUs).toBe(100);
});

test("the critical path counts what the end waited for, not what ran beside it", () => {
  const { uses, total } = breakdownOf(
    [span("agent", 0, [0, 100]), span("tool", 1, [0, 60]), span("llm", 1, [10, 80])],
    [0, 2],
  );
  expect([uses.model.pathUs, uses.tool.pathUs, uses.own.pathUs, total.pathUs]).toEqual([
    80, 0, 20, 100,
  ]);
});

test("what outlives its parent is cut to it", () => {
  const { uses, total } = breakdownOf(
    [span("agent", 0, [0, 50]), span("llm", 1, [40, 60])],
    [0, 1],
  );
  expect([uses.model.pathUs, uses.own.pathUs, total.pathUs]).toEqual([10, 40, 50]);
});

test("uses and steps add up to the whole, in time and in tokens", () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 800 }), (count) => {
      const columns = decodeTrace(skeletonOf(sketchLargeTrace(count)));
      const { uses, steps, total } = breakTimeDown(columns, groupSteps(columns));
      const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
      expect(sum(timeUses.map((use) => uses[use].ownUs))).toBeCloseTo(total.ownUs, 3);
      expect(sum(steps.map(({ ownUs }) => ownUs))).toBeCloseTo(sum([...columns.ownUs]), 3);
      expect(sum(steps.map((step) => step.count))).toBe(count);
      const input = [...columns.inputTokens].filter((tokens) => tokens > 0);
      expect(sum(steps.map(({ inputTokens }) => inputTokens))).toBe(sum(input));
    }),
    { numRuns: 20 },
  );
});

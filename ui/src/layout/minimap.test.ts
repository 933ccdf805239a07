import { expect, test } from "vitest";
import { buildMinimap } from "./minimap.ts";
import { sketchLargeTrace, skeletonOf } from "./testing.ts";
import { TimeAxis } from "./time-axis.ts";
import { TimeScale } from "./time-scale.ts";
import { wholeWindow } from "./time-window.ts";
import { decodeTrace, type TraceColumns } from "./trace-columns.ts";

const over = ({ durationUs }: TraceColumns, width: number) =>
  new TimeScale(wholeWindow(durationUs), width, new TimeAxis(durationUs));

test("one lane a level, the first span of a pixel wins, errors are marked once", () => {
  const columns = decodeTrace(
    skeletonOf([
      { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 100 },
      { depth: 1, kind: "llm", name: "chat", startUs: 10, durationUs: 30, isError: true },
      { depth: 1, kind: "tool", name: "search", startUs: 20, durationUs: 40 },
      { depth: 2, kind: "llm", name: "chat", startUs: 90, durationUs: 10 },
    ]),
  );
  const [agent, llm, tool] = [0, 1, 2];
  expect(buildMinimap(columns, over(columns, 10), 2)).toEqual({
    lanes: 2,
    runs: [
      { lane: 0, kind: agent, fromPx: 0, toPx: 10 },
      { lane: 1, kind: llm, fromPx: 1, toPx: 4 },
      { lane: 1, kind: tool, fromPx: 4, toPx: 6 },
      { lane: 1, kind: llm, fromPx: 9, toPx: 10 },
    ],
    errorsPx: [1],
  });
});

test("a span too short for a pixel has one, also at the very end", () => {
  const columns = decodeTrace(
    skeletonOf([
      { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 1e6 },
      { depth: 1, kind: "tool", name: "save", startUs: 1e6, durationUs: 0 },
    ]),
  );
  const { runs } = buildMinimap(columns, over(columns, 100), 8);
  expect(runs.at(-1)).toMatchObject({ lane: 1, fromPx: 99, toPx: 100 });
});

test("100,000 spans are no more rectangles than there are pixels", () => {
  const columns = decodeTrace(skeletonOf(sketchLargeTrace(100_000)));
  const { runs, lanes, errorsPx } = buildMinimap(columns, over(columns, 1000), 8);
  expect(lanes).toBe(8);
  expect(runs.length).toBeLessThanOrEqual(8 * 1000);
  expect(errorsPx.length).toBeLessThanOrEqual(1001);
});

test("a trace of nothing and a canvas of no width draw nothing", () => {
  const [nothing, few] = [
    decodeTrace(skeletonOf([])),
    decodeTrace(skeletonOf(sketchLargeTrace(9))),
  ];
  expect(buildMinimap(nothing, over(nothing, 100), 8).runs).toEqual([]);
  expect(buildMinimap(few, over(few, 0), 8).runs).toEqual([]);
});

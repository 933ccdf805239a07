import { expect, test } from "vitest";
import { buildAgentMap } from "../../../layout/agent-map.ts";
import { groupSteps } from "../../../layout/steps.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "../../../layout/testing.ts";
import { decodeTrace } from "../../../layout/trace-columns.ts";
import { chooseDrawn, mapGraph } from "./map-graph.ts";
import { placeCards } from "./place-cards.ts";

function mapOf(sketches: SpanSketch[]) {
  const columns = decodeTrace(skeletonOf(sketches));
  return buildAgentMap(columns, groupSteps(columns));
}

const agents = mapOf(sketchLargeTrace(5000));

test("no card covers another, and arrows begin and end at their cards", () => {
  const graph = mapGraph(chooseDrawn(agents, 1));
  const { boxes, arrows, width, height } = placeCards(graph);
  const placed = boxes.map((box, index) => ({ ...box, ...graph.boxes[index] }));
  const covers = placed.flatMap((a, index) =>
    placed.slice(index + 1).filter((b) => {
      const apart = (from: "left" | "top", size: "width" | "height") =>
        a[from] + (a[size] ?? 0) <= b[from] || b[from] + (b[size] ?? 0) <= a[from];
      return !apart("left", "width") && !apart("top", "height");
    }),
  );
  expect(covers).toEqual([]);
  expect(arrows.length).toBe(graph.arrows.length);
  for (const { points, label } of arrows) {
    expect(points.length).toBeGreaterThan(1);
    expect(label.x).toBeLessThanOrEqual(width);
    expect(label.y).toBeLessThanOrEqual(height);
  }
});

test("thin edges go first", () => {
  const most = Math.max(...agents.edges.map(({ count }) => count));
  expect(chooseDrawn(agents, most).edges.every(({ count }) => count === most)).toBe(true);
  expect(chooseDrawn(agents, 1).edges).toHaveLength(agents.edges.length);
});

test("of a crowd of agents, those that took longest are drawn and the others are counted", () => {
  const crowd = Array.from({ length: 200 }, (_, index): SpanSketch => {
    const agent = `agent ${index}`;
    return { depth: 0, kind: "agent", name: agent, agent, startUs: index, durationUs: index };
  });
  const { cards, edges, cardsLeftOut } = chooseDrawn(mapOf(crowd), 1);
  expect(cardsLeftOut).toBe(170);
  expect(cards.at(-1)?.name).toBe("agent 199");
  expect(edges.every(({ from, to }) => from >= 170 && to >= 170)).toBe(true);
});

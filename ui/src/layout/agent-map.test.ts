import { expect, test } from "vitest";
import { agentPassages } from "./agent-edges.ts";
import { buildAgentMap } from "./agent-map.ts";
import { groupSteps } from "./steps.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

/** `"2 agent reviewer 10-20"`: depth, kind, agent ("-": none said), start and end in ms. */
function trace(...lines: string[]) {
  const sketches = lines.map((line): SpanSketch => {
    const [depth, kind = "", agent = "-", times = ""] = line.split(" ");
    const [start, end] = times.split("-").map((ms) => Number(ms) * 1000);
    const base = { depth: Number(depth), kind, name: `${kind} ${agent}` };
    const span = { ...base, startUs: start ?? 0, durationUs: (end ?? 0) - (start ?? 0) };
    return agent === "-" ? span : { ...span, agent };
  });
  const columns = decodeTrace(skeletonOf(sketches));
  return { columns, steps: groupSteps(columns) };
}

function edges(...lines: string[]) {
  const { columns, steps } = trace(...lines);
  const name = (agent: number) => columns.agents[agent] ?? "outside";
  return agentPassages(columns, steps).edges.map(
    ({ from, to, kind, count, returns }) =>
      `${name(from)} → ${name(to)} ${kind} ×${count}` + (returns > 0 ? ` ↩${returns}` : ""),
  );
}

test("a supervisor calls its agents and goes on", () => {
  const found = edges(
    "0 agent supervisor 0-100",
    "1 llm - 0-10",
    "1 tool - 10-30",
    "2 agent searcher 10-30",
    "3 llm - 10-30",
    "1 agent writer 30-50",
    "1 agent searcher 50-60",
    "1 llm - 60-100",
  );
  expect(found).toEqual([
    "supervisor → searcher delegation ×2 ↩2",
    "supervisor → writer delegation ×1 ↩1",
  ]);
});

test("control that does not come back is no return", () => {
  expect(edges("0 agent boss 0-20", "1 llm - 0-10", "1 agent clerk 10-20")).toEqual([
    "boss → clerk delegation ×1",
  ]);
});

test("a handoff leads from the agent that held it, beside or above the next one", () => {
  const beside = edges(
    "0 workflow - 0-50",
    "1 agent triage 0-20",
    "2 handoff - 15-20",
    "1 agent refunds 20-50",
  );
  expect(beside).toEqual(["outside → triage delegation ×1", "triage → refunds handoff ×1"]);
  const above = edges("0 agent triage 0-50", "1 handoff - 10-50", "2 agent refunds 10-50");
  expect(above).toEqual(["triage → refunds handoff ×1"]);
});

test("agents one after the other in a workflow are a sequence, side by side they are not", () => {
  const found = edges(
    "0 workflow - 0-90",
    "1 step - 0-30",
    "2 llm supervisor 0-10",
    "2 llm supervisor 10-30",
    "1 agent coder 30-60",
    "1 agent tester 40-60",
    "1 llm supervisor 60-90",
  );
  expect(found).toEqual([
    "outside → supervisor delegation ×1",
    "supervisor → coder sequence ×1",
    "outside → tester delegation ×1",
    "tester → supervisor sequence ×1",
  ]);
});

test("cards carry runs, sums and steps; wrappers are no steps", () => {
  const { columns, steps } = trace(
    "0 agent boss 0-100",
    "1 llm - 0-40",
    "1 agent clerk 40-60",
    "2 tool - 40-60",
    "1 agent clerk 60-80",
    "2 tool - 60-75",
  );
  const { cards } = buildAgentMap(columns, steps);
  expect(cards).toMatchObject([
    {
      name: "boss",
      runs: 1,
      count: 2,
      ownUs: 60_000,
      share: 0.6,
      steps: [{ kind: "llm", count: 1 }],
    },
    {
      name: "clerk",
      runs: 2,
      count: 4,
      ownUs: 40_000,
      share: 0.4,
      firstRow: 2,
      steps: [{ kind: "tool", count: 2, ownUs: 35_000 }],
    },
  ]);
  expect(cards[0]?.costUsd).toBeNaN();
});

test("without agents, one card stands for the whole run", () => {
  const { columns, steps } = trace("0 workflow - 0-10", "1 llm - 0-10");
  const { cards, edges: passages } = buildAgentMap(columns, steps);
  expect(cards).toMatchObject([{ agent: -1, name: "workflow -", runs: 1, count: 2, share: 1 }]);
  expect(passages).toEqual([]);
});

test("nothing is lost or counted twice at 100,000 spans", () => {
  const columns = decodeTrace(skeletonOf(sketchLargeTrace(100_000)));
  const { cards, edges: passages } = buildAgentMap(columns, groupSteps(columns));
  const sum = (read: (card: (typeof cards)[number]) => number) =>
    cards.reduce((total, card) => total + read(card), 0);
  expect(sum(({ count }) => count)).toBe(100_000);
  expect(sum(({ share }) => share)).toBeCloseTo(1);
  expect(sum(({ inputTokens }) => inputTokens)).toBe(
    columns.inputTokens.reduce((total, tokens) => total + Math.max(0, tokens), 0),
  );
  const entries = passages.reduce((total, { count }) => total + count, 0);
  expect(sum(({ runs }) => runs)).toBeGreaterThan(entries);
});

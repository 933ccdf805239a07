import { expect, test } from "vitest";
import { groupSteps } from "./steps.ts";
import { skeletonOf } from "./testing.ts";
import { decodeTrace } from "./trace-columns.ts";

const at = { startUs: 0, durationUs: 1 };

test("a step is a kind and a label inside one agent, and agents reach down to their spans", () => {
  const columns = decodeTrace(
    skeletonOf([
      { ...at, depth: 0, kind: "agent", name: "a", agent: "a" },
      { ...at, depth: 1, kind: "llm", name: "ask", model: "gpt-5" },
      { ...at, depth: 1, kind: "llm", name: "ask again", model: "gpt-5" },
      { ...at, depth: 1, kind: "agent", name: "b", agent: "b" },
      { ...at, depth: 2, kind: "llm", name: "ask", model: "gpt-5" },
      { ...at, depth: 1, kind: "llm", name: "ask" },
    ]),
  );
  const steps = groupSteps(columns);
  expect([...steps.agentOf]).toEqual([0, 0, 0, 1, 1, 0]);
  expect([...steps.stepOf]).toEqual([0, 1, 1, 2, 3, 4]);
  expect(steps.list.map(({ label, labelField }) => `${labelField} ${label}`)).toEqual([
    "name a",
    "model gpt-5",
    "name b",
    "model gpt-5",
    "name ask",
  ]);
});

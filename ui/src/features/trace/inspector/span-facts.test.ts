import { expect, test } from "vitest";
import { skeletonOf } from "../../../layout/testing.ts";
import { decodeTrace } from "../../../layout/trace-columns.ts";
import { spanFacts } from "./span-facts.ts";

const columns = decodeTrace(
  skeletonOf([
    { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 9e6 },
    {
      depth: 1,
      kind: "llm",
      name: "chat",
      model: "gpt-5",
      agent: "planner",
      startUs: 1e6,
      durationUs: 2e6,
      tokens: [1200, -1],
      costNanoUsd: 12_000_000n,
    },
  ]),
);
const texts = (row: number) =>
  spanFacts(columns, { row, detail: null }).map(({ label, value }) => `${label} ${value}`);

test("the trace alone gives the figures, and leaves out what nobody knows", () => {
  expect(texts(0)).toEqual(["Duration 9 s", "Own 7 s", "Start 0"]);
  expect(texts(1)).toEqual([
    "Duration 2 s",
    "Start +1 s",
    "Tokens 1,200 → ?",
    "Cost $0.01",
    "Model gpt-5",
    "Agent planner",
  ]);
});

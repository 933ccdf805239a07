import { expect, test } from "vitest";
import {
  forbiddenTools,
  goalState,
  toolSequenceSimilarity,
  withinLimits,
} from "./agent-scorers.ts";
import { traceOf, trialOf } from "./testing.ts";

const calls = (...names: string[]) => names.map((name) => ({ name, arguments: {} }));

test.each([
  [[], [], 1],
  [["a", "b", "c"], ["a", "c"], 2 / 3],
  [["a", "b"], ["b", "a"], 0],
  [["search", "search"], ["search"], 1 / 2],
])("the way %j is as near to %j as %f", async (called, expected, value) => {
  const trial = trialOf("", expected, traceOf(calls(...called)));
  expect((await toolSequenceSimilarity().score(trial)).value).toBeCloseTo(value, 12);
});

test("a forbidden tool fails the run, also when its call failed", async () => {
  const scorer = forbiddenTools("drop_table", "send_external");
  const failed = [{ name: "drop_table", arguments: {}, error: "permission denied" }];
  expect(await scorer.score(trialOf("", undefined, traceOf(failed)))).toEqual({
    value: 0,
    reason: "drop_table was called",
  });
  expect(await scorer.score(trialOf("", undefined, traceOf(calls("read"))))).toEqual({ value: 1 });
});

test("what was changed beside the goal counts", async () => {
  const scorer = goalState({ version: "1", readState: () => ({ refunds: [7], orders: [] }) });
  expect(await scorer.score(trialOf("", { refunds: [7], orders: [] }))).toEqual({ value: 1 });
  expect(await scorer.score(trialOf("", { refunds: [7], orders: [1] }))).toEqual({
    value: 0,
    reason: "/orders/0 is missing",
  });
});

test("a bound is included, and one on what is not known leaves the run unscored", async () => {
  const trace = traceOf(calls("a", "b"), { inputTokens: 90, outputTokens: 10 });
  const score = (limits: Parameters<typeof withinLimits>[0]) =>
    withinLimits(limits).score(trialOf("", undefined, trace));
  expect(await score({ stepsMax: 2, tokensMax: 100, durationMsMax: 1000 })).toEqual({ value: 1 });
  expect(await score({ stepsMax: 1 })).toEqual({ value: 0, reason: "2 steps, 1 allowed" });
  expect(await score({ tokensMax: 99 })).toMatchObject({ value: 0 });
  expect(await score({ costNanoUsdMax: 5n })).toMatchObject({ value: null });
});

import { expect, test } from "vitest";
import { compareRuns, type ScoredRun } from "../compare/compare-runs.ts";
import { freezeDataset } from "../datasets/dataset-version.ts";
import { createCase } from "../datasets/eval-case.ts";
import { defineEval, type Gate } from "../definition/define-eval.ts";
import { exactMatch } from "../scorers/text-scorers.ts";
import { createRandom } from "../statistics/random.ts";
import { evaluateGates } from "./evaluate-gates.ts";
import { meanScore } from "./mean-score.ts";
import { repeatVerdicts } from "./repeat-verdicts.ts";

// Goal: a gate says pass or fail only where the figures do, and an A/A run is rarely told apart.

const scored = (successes: number, cases: number): ScoredRun => ({
  series: [
    {
      scorer: "exact match",
      version: "1",
      kind: "binary",
      primary: true,
      scores: Array.from({ length: cases }, (_, index) => ({
        caseId: String(index),
        trial: 0,
        value: Number(index < successes),
      })),
    },
  ],
});

const gate = (given: Partial<Gate>): Gate => ({
  scorer: "exact match",
  against: "absolute",
  margin: 0.9,
  onInconclusive: "fail",
  ...given,
});

test.each([
  [gate({}), scored(198, 200), "pass"],
  [gate({}), scored(100, 200), "fail"],
  [gate({}), scored(181, 200), "inconclusive"],
  [gate({ onInconclusive: "warn" }), scored(181, 200), "warn"],
  [gate({ onInconclusive: "pass" }), scored(181, 200), "pass"],
  [gate({ casesMin: 300 }), scored(200, 200), "inconclusive"],
])("an absolute gate: %#", (given, run, outcome) => {
  expect(evaluateGates([given], run, { comparison: null })[0]).toMatchObject({ outcome });
});

test.each([
  [scored(180, 200), "pass"],
  [scored(120, 200), "fail"],
  [scored(176, 200), "inconclusive"],
])("a gate against a baseline: %#", (run, outcome) => {
  const comparison = compareRuns(scored(180, 200), run);
  const against = gate({ against: "baseline", margin: 0.02 });
  expect(evaluateGates([against], run, { comparison })[0]).toMatchObject({ outcome });
});

test("without a baseline its gate does not know", () => {
  const [result] = evaluateGates([gate({ against: "baseline" })], scored(1, 1), {
    comparison: null,
  });
  expect(result).toMatchObject({ outcome: "inconclusive", interval: null });
});

test("three of four trials are three quarters of a case", () => {
  const scores = [1, 1, 1, 0].map((value, trial) => ({ caseId: "a", trial, value }));
  const { cases, interval } = meanScore({
    kind: "binary",
    scores: [...scores, { caseId: "b", trial: 0, value: 0 }],
  }) ?? { cases: 0, interval: null };
  expect(cases).toBe(2);
  expect(interval?.estimate).toBe(0.375);
});

test("what never failed so far is not certain never to fail", () => {
  const scores = ["a", "b", "c"].flatMap((caseId) =>
    [0, 1].map((trial) => ({ caseId, trial, value: 1 })),
  );
  const { interval } = meanScore({ kind: "binary", scores }) ?? { interval: null };
  expect(interval).toMatchObject({ estimate: 1, high: 1, low: expect.closeTo(0.4385, 4) });
});

const dataset = freezeDataset(
  "coins",
  Array.from({ length: 80 }, (_, n) => createCase({ input: n / 80, expected: "yes" })),
);

/** Answers right with the chance that is its input, and a bit more. */
function noisy(bonus: number, seed: number) {
  const random = createRandom(seed);
  return defineEval<number, string, string>({
    name: "noisy",
    dataset: () => dataset,
    task: (chance) => (random() < chance + bonus ? "yes" : "no"),
    scorers: [exactMatch()],
  });
}

test("the same thing run twice is told apart in at most 5 %, a better one is told in most", async () => {
  const repetitions = 200;
  const same = await repeatVerdicts({
    base: noisy(0, 1),
    candidate: noisy(0, 2),
    dataset,
    repetitions,
  });
  expect(same.different.low).toBeLessThanOrEqual(0.05);
  const better = await repeatVerdicts({
    base: noisy(0, 3),
    candidate: noisy(0.35, 4),
    dataset,
    repetitions,
  });
  expect(better.different.low).toBeGreaterThan(0.5);
  expect(better.verdicts.regressed).toBe(0);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { clopperPearsonInterval } from "../statistics/proportion-intervals.ts";
import { createRandom, type Random } from "../statistics/random.ts";
import { compareMetric, type CompareOptions } from "./compare-metric.ts";
import type { ScoreKind, TrialScore } from "./score-series.ts";

// Goal: a verdict is rarely wrong and never contradicts its own figures. Method: laws on random
// scores, and simulated runs of which the truth is known.

test("identical runs are equivalent when there are cases enough, and never improved", () => {
  const scores = scoresOf(Array.from({ length: 200 }, (_, index) => Number(index % 3 === 0)));
  const few = compare(scores.slice(0, 4), scores.slice(0, 4), { margin: 0.05 });
  expect(few.verdict).toBe("inconclusive");
  const many = compare(scores, scores, { margin: 0.05 });
  expect(many).toMatchObject({ verdict: "equivalent", pValue: 1, difference: { estimate: 0 } });
});

test("twelve cases of four tasks are four votes", () => {
  // Source: github.com/dotnet/skills/issues/1027: p = 1/4096 by case, where the tasks give 1/16 each side.
  const base = scoresOf(Array.from({ length: 12 }, () => 0));
  const candidate = scoresOf(Array.from({ length: 12 }, () => 1));
  const byCase = compare(base, candidate);
  const byTask = compare(base, candidate, { clusterOf: (id) => String(Number(id) % 4) });
  expect(byCase).toMatchObject({ test: "McNemar", verdict: "improved" });
  expect(byCase.pValue).toBeCloseTo(2 / 4096, 12);
  expect(byTask).toMatchObject({ test: "permutation", pValue: 2 / 16, verdict: "inconclusive" });
});

test("what is not scored counts for nobody", () => {
  const base = [...scoresOf([1, 0, 1]), { caseId: "x", trial: 0, value: null }];
  const candidate = [...scoresOf([1, 1, 1, 0]), { caseId: "x", trial: 0, value: 1 }];
  const { candidate: after, paired } = compare(base, candidate);
  expect(paired).toMatchObject({ unscored: ["x"], onlyInBase: [], onlyInCandidate: ["3"] });
  expect(after).toBe(1);
});

const kinds = fc.constantFrom<ScoreKind>("binary", "ordinal", "continuous");
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), {
  minLength: 1,
  maxLength: 30,
});

test("the runs exchanged, the verdict turns round", () => {
  fc.assert(
    fc.property(pairs, kinds, (values, kind) => {
      const clip = (value: number) => (kind === "binary" ? Math.min(1, value) : value);
      const base = scoresOf(values.map(([value]) => clip(value)));
      const candidate = scoresOf(values.map(([, value]) => clip(value)));
      const there = compareMetric({ kind, scores: base }, { scores: candidate });
      const back = compareMetric({ kind, scores: candidate }, { scores: base });
      expect(back?.difference.estimate).toBeCloseTo(-(there?.difference.estimate ?? 0), 10);
      expect(back?.pValue).toBeCloseTo(there?.pValue ?? 0, 10);
      const turned = { improved: "regressed", regressed: "improved" } as const;
      const verdict = there?.verdict ?? "inconclusive";
      expect(back?.verdict).toBe(
        verdict === "improved" || verdict === "regressed" ? turned[verdict] : verdict,
      );
    }),
    { numRuns: 60 },
  );
});

test("the order of cases and trials does not matter", () => {
  fc.assert(
    fc.property(pairs, (values) => {
      const base = scoresOf(values.map(([value]) => value));
      const candidate = scoresOf(values.map(([, value]) => value));
      const one = compare(base, candidate, { kind: "continuous" });
      const other = compare(base.toReversed(), candidate.toReversed(), { kind: "continuous" });
      expect(other.pValue).toBeCloseTo(one.pValue, 10);
      expect(other.difference.estimate).toBeCloseTo(one.difference.estimate, 10);
    }),
    { numRuns: 40 },
  );
});

test.each(["binary", "ordinal", "continuous"] as const)(
  "runs that do not differ are told apart in at most 5 % (%s)",
  (kind) => {
    const random = createRandom(7);
    const repetitions = 200;
    let wrong = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const ease = Array.from({ length: 60 }, () => random());
      const verdict = compareMetric(
        { kind, scores: noisyRun(ease, kind, random) },
        { scores: noisyRun(ease, kind, random) },
        { margin: 0.01, seed: repetition },
      )?.verdict;
      if (verdict === "improved" || verdict === "regressed") wrong++;
    }
    // The share may exceed alpha by chance alone: not when its interval lies above alpha.
    const { low } = clopperPearsonInterval({ successes: wrong, trials: repetitions });
    expect(low).toBeLessThanOrEqual(0.05);
  },
);

test("a large difference is found", () => {
  const random = createRandom(3);
  const ease = Array.from({ length: 200 }, () => random());
  const better = ease.map((value) => Math.min(1, value + 0.25));
  const { minimumDetectableEffect, verdict } = compare(
    noisyRun(ease, "binary", random),
    noisyRun(better, "binary", random),
  );
  expect(verdict).toBe("improved");
  expect(minimumDetectableEffect).toBeLessThan(0.25);
});

const scoresOf = (values: readonly number[]): TrialScore[] =>
  values.map((value, index) => ({ caseId: String(index), trial: 0, value }));

function noisyRun(ease: readonly number[], kind: ScoreKind, random: Random): TrialScore[] {
  const draw = (chance: number): number => {
    if (kind === "binary") return Number(random() < chance);
    const value = chance + random() - 0.5;
    return kind === "ordinal" ? Math.round(4 * value) : value;
  };
  return scoresOf(ease.map(draw));
}

function compare(
  base: readonly TrialScore[],
  candidate: readonly TrialScore[],
  { kind = "binary", ...options }: CompareOptions & { kind?: ScoreKind } = {},
) {
  const comparison = compareMetric({ kind, scores: base }, { scores: candidate }, options);
  if (comparison === null) throw new Error("no case was scored in both runs");
  return comparison;
}

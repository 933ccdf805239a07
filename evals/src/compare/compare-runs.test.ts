import { expect, test } from "vitest";
import { compareRuns } from "./compare-runs.ts";
import type { ScoreSeries } from "./score-series.ts";

// Goal: runs are compared only where they can be, and many looks do not make a finding.

test("scores of two versions of a scorer are not put on one line", () => {
  const { scorers, verdict } = compareRuns(
    { series: [series("judge", ones(20), { version: "1" }), series("exact", ones(20))] },
    { series: [series("judge", ones(20), { version: "2" }), series("regex", ones(20))] },
  );
  expect(scorers).toEqual([
    { scorer: "judge", refused: expect.stringContaining("version 1 scored the base and 2") },
    { scorer: "regex", refused: "the base run was not scored by it" },
    { scorer: "exact", refused: "the candidate run was not scored by it" },
  ]);
  expect(verdict).toBe("inconclusive");
});

test("p values of primary scorers are Holm's", () => {
  // Six cases better and none worse: p = 2/64 alone, and 4/64 with a second primary scorer beside it.
  const better = { base: [...zeros(6), ...ones(14)], candidate: ones(20) };
  const alone = compareRuns(
    { series: [series("a", better.base)] },
    { series: [series("a", better.candidate)] },
  );
  expect(alone.verdict).toBe("improved");
  const beside = compareRuns(
    { series: [series("a", better.base), series("b", ones(20))] },
    { series: [series("a", better.candidate), series("b", ones(20))] },
  );
  expect(beside.verdict).toBe("inconclusive");
  expect(beside.scorers[0]).toMatchObject({ comparison: { pValue: expect.closeTo(4 / 64, 10) } });
});

test("a scorer that is not primary does not decide", () => {
  const { scorers, verdict } = compareRuns(
    { series: [series("a", ones(20)), series("b", ones(20), { primary: false })] },
    { series: [series("a", ones(20)), series("b", zeros(20), { primary: false })] },
    { margin: 0.2 },
  );
  expect(scorers[1]).toMatchObject({ scorer: "b", comparison: { verdict: "regressed" } });
  expect(verdict).toBe("equivalent");
});

test("a regression in one primary scorer outweighs an improvement in another", () => {
  const { verdict } = compareRuns(
    { series: [series("a", zeros(30)), series("b", ones(30))] },
    { series: [series("a", ones(30)), series("b", zeros(30))] },
  );
  expect(verdict).toBe("regressed");
});

test("each slice is compared for itself", () => {
  const slices = new Map(ones(40).map((_, index) => [String(index), [index < 20 ? "x" : "y"]]));
  const { scorers } = compareRuns(
    { series: [series("a", [...ones(20), ...zeros(20)])] },
    { series: [series("a", [...zeros(20), ...ones(20)])], slices },
  );
  expect(scorers[0]).toMatchObject({
    comparison: { verdict: "inconclusive", difference: { estimate: 0 } },
    slices: [
      { slice: "x", comparison: { verdict: "regressed" } },
      { slice: "y", comparison: { verdict: "improved" } },
    ],
  });
});

const ones = (count: number) => Array.from({ length: count }, () => 1);
const zeros = (count: number) => Array.from({ length: count }, () => 0);

const series = (
  scorer: string,
  values: readonly number[],
  given: Partial<ScoreSeries> = {},
): ScoreSeries => ({
  scorer,
  version: "1",
  kind: "binary",
  primary: true,
  scores: values.map((value, index) => ({ caseId: String(index), trial: 0, value })),
  ...given,
});

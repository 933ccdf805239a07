import { bcaBootstrapInterval } from "../statistics/bootstrap-intervals.ts";
import { casesNeeded, minimumDetectableEffect } from "../statistics/detectable-effect.ts";
import { equivalenceTest } from "../statistics/equivalence.ts";
import type { Interval } from "../statistics/interval.ts";
import { clusterRobustMeanInterval, mean } from "../statistics/mean-intervals.ts";
import {
  mcnemarExactTest,
  pairedPermutationTest,
  signTest,
  wilcoxonSignedRankTest,
} from "../statistics/paired-tests.ts";
import { newcombePairedInterval, type PairedOutcomes } from "../statistics/proportion-intervals.ts";
import { type CasePair, pairCases, type PairedCases } from "./pair-cases.ts";
import type { ScoreKind, ScoreSeries } from "./score-series.ts";

/**
 * `equivalent`: the difference is shown to lie within the margin. `inconclusive`: neither that nor a
 * difference is shown; more cases are needed.
 */
export type Verdict = "improved" | "regressed" | "equivalent" | "inconclusive";

export interface CompareOptions {
  /** Chance of a wrong `improved` or `regressed` on runs that do not differ. Default 0.05. */
  alpha?: number;
  /** Differences of at most this size do not matter. null: nothing is ever called equivalent. */
  margin?: number | null;
  /** What a case hangs together with (a document, a customer). Each its own by default. */
  clusterOf?: (caseId: string) => string;
  /** The same seed gives the same answer. Default 1. */
  seed?: number;
}

export interface MetricComparison {
  kind: ScoreKind;
  paired: PairedCases;
  clusters: number;
  base: number; // means over the paired cases
  candidate: number;
  /** candidate - base, with its interval at 1 - alpha. */
  difference: Interval;
  test: "McNemar" | "Wilcoxon" | "sign" | "permutation";
  pValue: number; // two-sided, of no difference
  equivalent: boolean | null; // null: no margin was given
  verdict: Verdict;
  /** The smallest true difference that this many clusters would show with 80 % power. null: not known. */
  minimumDetectableEffect: number | null;
  /** Cases a comparison needs to show a difference of the margin, else of what was seen. null: not known. */
  casesNeeded: number | null;
}

/** Fewer independent cases than this never prove that nothing changed. */
const equivalenceClustersMin = 10;
/** Past this a bootstrap tells nothing that the t interval does not. */
const bootstrapClustersMax = 200;
/** Past this the exact distribution of the ranks is too large, and the sign test has power enough. */
const wilcoxonClustersMax = 500;
/** Patterns drawn when there are too many to count: p is known to about 0.002 where it matters. */
const resamples = 10_000;

/**
 * Compares what one scorer said of two runs, case by case. null when no case was scored in both.
 *
 * Binary scores of single trials: exact McNemar test and Newcombe's paired interval. Ordinal: exact
 * Wilcoxon test. Everything else, and all that hangs together in clusters: permutation of whole
 * clusters. `improved` and `regressed` need both the test and the interval, so that the two never
 * contradict each other; a difference proved to lie within the margin is `equivalent` whatever its p.
 */
export function compareMetric(
  base: Pick<ScoreSeries, "kind" | "scores">,
  candidate: Pick<ScoreSeries, "scores">,
  options: CompareOptions = {},
): MetricComparison | null {
  const { alpha = 0.05, margin = null, seed = 1 } = options;
  const paired = pairCases(base.scores, candidate.scores, options.clusterOf);
  if (paired.pairs.length === 0) return null;
  const sample = createSample(paired.pairs, base.kind);
  const difference = differenceInterval(sample, { confidence: 1 - alpha, seed });
  const { pValue, test } = testDifference(sample, seed);
  const equivalent = margin === null ? null : isEquivalent(sample, { margin, alpha, seed });
  const significant = pValue <= alpha && (difference.low > 0 || difference.high < 0);
  const direction = difference.estimate > 0 ? "improved" : "regressed";
  const power = detectable(sample, { alpha, effect: margin ?? Math.abs(difference.estimate) });
  return {
    kind: base.kind,
    paired,
    clusters: sample.clusters.length,
    base: mean(paired.pairs.map((pair) => pair.base)),
    candidate: mean(paired.pairs.map((pair) => pair.candidate)),
    difference,
    test,
    pValue,
    equivalent,
    verdict: equivalent ? "equivalent" : significant ? direction : "inconclusive",
    ...power,
  };
}

/** The differences of the cases that hang together. */
interface Cluster {
  sum: number;
  cases: number;
}

interface Sample {
  kind: ScoreKind;
  pairs: readonly CasePair[];
  differences: readonly number[]; // by case
  clusters: readonly Cluster[];
  /** Scaled sums of the clusters: their mean is the mean over cases, and they are independent. */
  independent: readonly number[];
  /** null: neither single binary trials of independent cases, nor binary scores that all stayed. */
  outcomes: PairedOutcomes | null;
}

function createSample(pairs: readonly CasePair[], kind: ScoreKind): Sample {
  const differences = pairs.map((pair) => pair.candidate - pair.base);
  const byCluster = new Map<string, Cluster>();
  for (const { base, candidate, cluster } of pairs) {
    const { cases, sum } = byCluster.get(cluster) ?? { sum: 0, cases: 0 };
    byCluster.set(cluster, { sum: sum + candidate - base, cases: cases + 1 });
  }
  const clusters = [...byCluster.values()];
  const scale = clusters.length / pairs.length;
  const independent = clusters.map(({ sum }) => scale * sum);
  const plain = clusters.length === pairs.length && pairs.every(({ single }) => single);
  const outcomes = kind === "binary" ? (plain ? countOutcomes(pairs) : unchanged(clusters)) : null;
  return { kind, pairs, differences, clusters, independent, outcomes };
}

/** Clusters none of which changed have no spread to go by; as outcomes they are no more than they are. */
const unchanged = (clusters: readonly Cluster[]): PairedOutcomes | null =>
  clusters.every(({ sum }) => sum === 0)
    ? { both: clusters.length, onlyFirst: 0, onlySecond: 0, neither: 0 }
    : null;

function countOutcomes(pairs: readonly CasePair[]): PairedOutcomes {
  const outcomes = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (const { base, candidate } of pairs) {
    if (candidate > 0 && base > 0) outcomes.both++;
    else if (candidate > 0) outcomes.onlyFirst++;
    else if (base > 0) outcomes.onlySecond++;
    else outcomes.neither++;
  }
  return outcomes;
}

function differenceInterval(
  { clusters, differences, outcomes, pairs }: Sample,
  options: { confidence: number; seed: number },
): Interval {
  if (outcomes) return newcombePairedInterval(outcomes, options);
  if (clusters.length < 2 || clusters.length > bootstrapClustersMax)
    return clusterRobustMeanInterval(
      differences,
      pairs.map(({ cluster }) => cluster),
      options,
    );
  return bcaBootstrapInterval(clusters, meanDifference, options);
}

function testDifference(
  { independent, kind, outcomes }: Sample,
  seed: number,
): Pick<MetricComparison, "test" | "pValue"> {
  if (outcomes)
    return { test: "McNemar", pValue: mcnemarExactTest(outcomes.onlyFirst, outcomes.onlySecond) };
  if (kind === "ordinal" && independent.length > wilcoxonClustersMax)
    return { test: "sign", pValue: signTest(independent) };
  if (kind === "ordinal")
    return { test: "Wilcoxon", pValue: wilcoxonSignedRankTest(independent).pValue };
  return { test: "permutation", pValue: pairedPermutationTest(independent, { seed, resamples }) };
}

function meanDifference(clusters: readonly Cluster[]): number {
  let sum = 0;
  let cases = 0;
  for (const cluster of clusters) {
    sum += cluster.sum;
    cases += cluster.cases;
  }
  return sum / cases;
}

/** Two one-sided tests at alpha. Of single binary trials: the interval at 1 - 2 alpha lies within the margin. */
function isEquivalent(
  sample: Sample,
  { alpha, margin, seed }: { margin: number; alpha: number; seed: number },
): boolean {
  if (sample.outcomes) {
    const { high, low } = differenceInterval(sample, { confidence: 1 - 2 * alpha, seed });
    return low > -margin && high < margin;
  }
  if (sample.clusters.length < equivalenceClustersMin) return false;
  return equivalenceTest(sample.independent, margin).pValue <= alpha;
}

function detectable(
  { independent, pairs }: Sample,
  { alpha, effect }: { alpha: number; effect: number },
): Pick<MetricComparison, "minimumDetectableEffect" | "casesNeeded"> {
  const unknown = { minimumDetectableEffect: null, casesNeeded: null };
  if (independent.length < 2) return unknown;
  const center = mean(independent);
  const squares = independent.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (independent.length - 1));
  if (standardDeviation === 0) return unknown;
  const cases = independent.length;
  const perCluster = pairs.length / cases;
  return {
    minimumDetectableEffect: minimumDetectableEffect({ cases, standardDeviation }, { alpha }),
    casesNeeded:
      effect > 0
        ? Math.ceil(casesNeeded({ effect, standardDeviation }, { alpha }) * perCluster)
        : null,
  };
}

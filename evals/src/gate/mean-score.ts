import type { CompareOptions } from "../compare/compare-metric.ts";
import type { ScoreSeries } from "../compare/score-series.ts";
import type { Interval } from "../statistics/interval.ts";
import { clusterRobustMeanInterval } from "../statistics/mean-intervals.ts";
import { wilsonInterval } from "../statistics/proportion-intervals.ts";

/** The mean of a run's scores by one scorer. */
export interface MeanScore {
  cases: number; // with at least one scored trial
  unscored: number; // cases without
  interval: Interval;
}

/**
 * The mean over cases, trials averaged inside the case. Wilson's interval for binary scores of single
 * trials and independent cases, and where all are alike; else the cluster-robust one. null when nothing was scored.
 */
export function meanScore(
  { kind, scores }: Pick<ScoreSeries, "kind" | "scores">,
  { alpha = 0.05, clusterOf = (id) => id }: CompareOptions = {},
): MeanScore | null {
  const cases = new Map<string, number[]>();
  for (const { caseId, value } of scores) {
    const values = cases.get(caseId) ?? [];
    if (value !== null) values.push(value);
    cases.set(caseId, values);
  }
  const scored = [...cases].filter(([, values]) => values.length > 0);
  if (scored.length === 0) return null;
  const clusters = scored.map(([caseId]) => clusterOf(caseId));
  const independent = new Set(clusters).size === scored.length;
  const single = scored.every(([, values]) => values.length === 1);
  const means = scored.map(([, values]) => values.reduce((a, b) => a + b, 0) / values.length);
  const options = { confidence: 1 - alpha };
  const exact = () =>
    wilsonInterval(
      { successes: means.filter((value) => value === 1).length, trials: means.length },
      options,
    );
  const robust = () => {
    // Without any spread, each cluster tells no more than one trial would.
    const trials = new Set(clusters).size;
    if (kind === "binary" && means.every((value) => value === 0))
      return wilsonInterval({ successes: 0, trials }, options);
    if (kind === "binary" && means.every((value) => value === 1))
      return wilsonInterval({ successes: trials, trials }, options);
    return clusterRobustMeanInterval(means, clusters, options);
  };
  const interval = kind === "binary" && independent && single ? exact() : robust();
  return { cases: scored.length, unscored: cases.size - scored.length, interval };
}

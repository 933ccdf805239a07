import { benjaminiHochbergAdjust, holmAdjust } from "../statistics/multiplicity.ts";
import { compareMetric, type CompareOptions, type MetricComparison } from "./compare-metric.ts";
import type { ScoreSeries } from "./score-series.ts";

/** What is compared of a run. */
export interface ScoredRun {
  series: readonly ScoreSeries[];
  /** The slices each case belongs to, by name. */
  slices?: ReadonlyMap<string, readonly string[]>;
}

/** One scorer on both sides, or why it cannot be put on one line. */
export type ScorerComparison =
  | {
      scorer: string;
      version: string;
      primary: boolean;
      comparison: MetricComparison;
      slices: SliceComparison[];
    }
  | { scorer: string; refused: string };

export interface SliceComparison {
  slice: string;
  comparison: MetricComparison;
}

export interface RunComparison {
  scorers: ScorerComparison[];
  /** `regressed` as soon as one primary scorer is; `improved` when one is and none regressed. */
  verdict: MetricComparison["verdict"];
}

/**
 * Compares two runs, scorer by scorer. P values of primary scorers are adjusted by Holm, those of the
 * slices of one scorer by Benjamini and Hochberg, and the verdicts rest on the adjusted ones.
 */
export function compareRuns(
  base: ScoredRun,
  candidate: ScoredRun,
  options: CompareOptions = {},
): RunComparison {
  const { alpha = 0.05 } = options;
  const scorers: ScorerComparison[] = [];
  for (const series of candidate.series) {
    const former = base.series.find(({ scorer }) => scorer === series.scorer);
    const refused = whyNotComparable(former, series);
    if (refused !== null || former === undefined) {
      scorers.push({ scorer: series.scorer, refused: refused ?? "" });
      continue;
    }
    const comparison = compareMetric(former, series, options);
    if (comparison === null)
      scorers.push({ scorer: series.scorer, refused: "no case was scored in both runs" });
    else {
      const { primary, scorer, version } = series;
      const slices = compareSlices({ base: former, candidate: series }, candidate.slices, options);
      scorers.push({ scorer, version, primary, comparison, slices });
    }
  }
  for (const { refused, scorer } of missingFrom(base, candidate)) scorers.push({ scorer, refused });
  const primary = scorers.flatMap((entry) =>
    "comparison" in entry && entry.primary ? [entry.comparison] : [],
  );
  adjust(primary, holmAdjust, alpha);
  return { scorers, verdict: overall(primary) };
}

function whyNotComparable(former: ScoreSeries | undefined, series: ScoreSeries): string | null {
  if (former === undefined) return "the base run was not scored by it";
  if (former.version !== series.version)
    return `version ${former.version} scored the base and ${series.version} the candidate; rescore one of them`;
  if (former.kind !== series.kind)
    return `its scores are ${former.kind} in the base and ${series.kind} in the candidate`;
  return null;
}

const missingFrom = (base: ScoredRun, candidate: ScoredRun) =>
  base.series
    .filter(({ scorer }) => candidate.series.every((series) => series.scorer !== scorer))
    .map(({ scorer }) => ({ scorer, refused: "the candidate run was not scored by it" }));

function compareSlices(
  { base, candidate }: { base: ScoreSeries; candidate: ScoreSeries },
  slices: ScoredRun["slices"],
  options: CompareOptions,
): SliceComparison[] {
  const names = new Set([...(slices?.values() ?? [])].flat());
  const compared: SliceComparison[] = [];
  for (const slice of [...names].toSorted()) {
    const inSlice = ({ scores }: ScoreSeries) =>
      scores.filter(({ caseId }) => slices?.get(caseId)?.includes(slice));
    const comparison = compareMetric(
      { kind: base.kind, scores: inSlice(base) },
      { scores: inSlice(candidate) },
      options,
    );
    if (comparison) compared.push({ slice, comparison });
  }
  adjust(
    compared.map(({ comparison }) => comparison),
    benjaminiHochbergAdjust,
    options.alpha ?? 0.05,
  );
  return compared;
}

/** Replaces p values by adjusted ones, and takes back what they no longer show. */
function adjust(
  comparisons: readonly MetricComparison[],
  adjustAll: (pValues: readonly number[]) => number[],
  alpha: number,
): void {
  const pValues = adjustAll(comparisons.map(({ pValue }) => pValue));
  for (const [index, comparison] of comparisons.entries()) {
    comparison.pValue = pValues[index] ?? 1;
    const claimed = comparison.verdict === "improved" || comparison.verdict === "regressed";
    if (claimed && comparison.pValue > alpha) comparison.verdict = "inconclusive";
  }
}

function overall(primary: readonly MetricComparison[]): MetricComparison["verdict"] {
  const verdicts = primary.map(({ verdict }) => verdict);
  if (verdicts.includes("regressed")) return "regressed";
  if (verdicts.includes("improved")) return "improved";
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === "equivalent")
    ? "equivalent"
    : "inconclusive";
}

import type { ScoredRun } from "../compare/compare-runs.ts";
import type { ScoreSeries, TrialScore } from "../compare/score-series.ts";
import type { DatasetVersion } from "../datasets/dataset-version.ts";
import type { Scorer } from "../definition/scorer.ts";
import { type RunJournal, trialName } from "./run-record.ts";

/**
 * What a run is compared by: the scores that these scorers gave to the latest attempt of each trial.
 * Scores of other versions of a scorer are left aside.
 */
export async function readScoredRun<Input, Output, Expected>(options: {
  journal: RunJournal;
  scorers: readonly Scorer<Input, Output, Expected>[];
  dataset: DatasetVersion<Input, Expected>;
}): Promise<ScoredRun> {
  const attempts = new Map<string, number>();
  const scores = new Map(options.scorers.map(({ name }) => [name, new Map<string, TrialScore>()]));
  const versions = new Map(options.scorers.map(({ name, version }) => [name, version]));
  for await (const record of options.journal.read()) {
    const name = trialName(record);
    if (record.type === "start") attempts.set(name, record.attempt);
    if (record.type !== "score" || versions.get(record.scorer) !== record.version) continue;
    if (record.attempt !== attempts.get(name)) continue;
    const { caseId, trial } = record;
    scores.get(record.scorer)?.set(name, { caseId, trial, value: record.score.value });
  }
  return {
    series: options.scorers.map(({ kind, name, primary = true, version }): ScoreSeries => {
      const ofScorer = [...(scores.get(name)?.values() ?? [])];
      return { scorer: name, version, kind, primary, scores: ofScorer };
    }),
    slices: new Map(options.dataset.cases.map(({ id, slices }) => [id, slices])),
  };
}

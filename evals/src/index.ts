export {
  compareMetric,
  type CompareOptions,
  type MetricComparison,
  type Verdict,
} from "./compare/compare-metric.ts";
export {
  compareRuns,
  type RunComparison,
  type ScoredRun,
  type ScorerComparison,
  type SliceComparison,
} from "./compare/compare-runs.ts";
export { type CasePair, type PairedCases } from "./compare/pair-cases.ts";
export { type ScoreKind, type ScoreSeries, type TrialScore } from "./compare/score-series.ts";
export {
  type DatasetDiff,
  type DatasetVersion,
  diffDatasets,
  freezeDataset,
} from "./datasets/dataset-version.ts";
export {
  type CaseContent,
  caseIdOf,
  type CaseOptions,
  type CaseOrigin,
  createCase,
  type EvalCase,
} from "./datasets/eval-case.ts";
export { type BadLine, readJsonLines, writeJsonLines } from "./datasets/jsonl.ts";
export {
  defineEval,
  type EvalDefinition,
  type Gate,
  type TaskContext,
  type TrialLimits,
} from "./definition/define-eval.ts";
export type { EvalError, EvalErrorClass, Score } from "./definition/score.ts";
export { passed, type Scorer, type Trial, unscored } from "./definition/scorer.ts";
export type { ToolCall, TraceView } from "./definition/trace-view.ts";
export { evaluateGates, type GateOutcome, type GateResult } from "./gate/evaluate-gates.ts";
export { type MeanScore, meanScore } from "./gate/mean-score.ts";
export {
  type RepeatedVerdicts,
  type RepeatOptions,
  repeatVerdicts,
} from "./gate/repeat-verdicts.ts";
export { type AdaptiveLimitOptions } from "./run/adaptive-limit.ts";
export { type FileJournal, openFileJournal } from "./run/file-journal.ts";
export { createMemoryJournal } from "./run/memory-journal.ts";
export { runEval, type RunOptions, type RunProgress, type RunResult } from "./run/run-eval.ts";
export type {
  RunJournal,
  RunRecord,
  ScoredRecord,
  StartRecord,
  TrialKey,
  TrialRecord,
} from "./run/run-record.ts";
export { readScoredRun } from "./run/scored-run.ts";
export {
  forbiddenTools,
  goalState,
  type RunLimits,
  toolSequenceSimilarity,
  withinLimits,
} from "./scorers/agent-scorers.ts";
export {
  compareJson,
  type JsonComparison,
  type JsonDifference,
} from "./scorers/json-difference.ts";
export { jsonSchemaMatch, jsonSimilarity } from "./scorers/json-scorers.ts";
export { listMatch, type ListMatchOptions } from "./scorers/list-match.ts";
export {
  editSimilarity,
  exactMatch,
  type Normalization,
  normalizedMatch,
  numericMatch,
  regexMatch,
  type Tolerance,
} from "./scorers/text-scorers.ts";
export {
  type ArgumentMatch,
  type ArgumentMode,
  type ExpectedCall,
  trajectoryMatch,
  type TrajectoryMode,
  type TrajectoryOptions,
} from "./scorers/trajectory.ts";
export {
  cohenKappa,
  type Confusion,
  type Disagreement,
  fleissKappa,
  krippendorffAlpha,
  matthewsCorrelation,
  type MeasurementLevel,
} from "./statistics/agreement.ts";
export {
  bcaBootstrapInterval,
  type BootstrapOptions,
  clusterBootstrapInterval,
} from "./statistics/bootstrap-intervals.ts";
export {
  casesNeeded,
  minimumDetectableEffect,
  type PowerOptions,
} from "./statistics/detectable-effect.ts";
export { binomialCdf } from "./statistics/distributions/binomial-cdf.ts";
export { binomialProbability } from "./statistics/distributions/binomial-probability.ts";
export { betaQuantile, incompleteBeta } from "./statistics/distributions/incomplete-beta.ts";
export { normalCdf, normalQuantile } from "./statistics/distributions/normal.ts";
export { studentTCdf, studentTQuantile } from "./statistics/distributions/student-t.ts";
export { equivalenceTest } from "./statistics/equivalence.ts";
export type { Interval, IntervalOptions } from "./statistics/interval.ts";
export { biasCorrectedRate, type JudgedRate } from "./statistics/judge-rate.ts";
export { clusterRobustMeanInterval, mean, meanInterval } from "./statistics/mean-intervals.ts";
export { benjaminiHochbergAdjust, holmAdjust } from "./statistics/multiplicity.ts";
export {
  mcnemarExactTest,
  pairedPermutationTest,
  type PermutationOptions,
  signTest,
  wilcoxonSignedRankTest,
} from "./statistics/paired-tests.ts";
export {
  clopperPearsonInterval,
  newcombeDifferenceInterval,
  newcombePairedInterval,
  type PairedOutcomes,
  type Proportion,
  wilsonInterval,
} from "./statistics/proportion-intervals.ts";
export { passAtK, passHatK, type Trials } from "./statistics/repeated-trials.ts";

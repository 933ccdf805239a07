/**
 * What a scorer's numbers mean. `binary`: 0 or 1. `ordinal`: only the order counts. `continuous`: distances
 * count too. Higher is always better.
 */
export type ScoreKind = "binary" | "ordinal" | "continuous";

/** What one scorer said of one trial of one case. */
export interface TrialScore {
  caseId: string;
  trial: number;
  value: number | null; // null: unscored, which is not zero
}

/** Everything one scorer said of one run. */
export interface ScoreSeries {
  scorer: string;
  version: string;
  kind: ScoreKind;
  /** The verdict on a run rests on its primary scorers; the others only inform. */
  primary: boolean;
  scores: readonly TrialScore[];
}

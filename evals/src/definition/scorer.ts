import type { ScoreKind } from "../compare/score-series.ts";
import type { Score } from "./score.ts";
import type { TraceView } from "./trace-view.ts";

/** What a scorer is given of one trial. */
export interface Trial<Input, Output, Expected> {
  input: Input;
  output: Output;
  expected: Expected | undefined;
  trace: TraceView | null; // null: the task was not traced
  signal: AbortSignal;
}

/**
 * Scores one trial. Scores of different versions are never compared, so whatever changes a score
 * changes `version` too.
 */
export interface Scorer<Input = unknown, Output = unknown, Expected = unknown> {
  name: string;
  version: string;
  kind: ScoreKind;
  /** The verdict on a run rests on its primary scorers. Default true. */
  primary?: boolean;
  score(trial: Trial<Input, Output, Expected>): Score | Promise<Score>;
}

/** The score of something that either holds or does not. */
export const passed = (holds: boolean, reason?: string): Score => ({
  value: holds ? 1 : 0,
  ...(reason === undefined ? {} : { reason }),
});

/** The score of what cannot be scored, with the reason. */
export const unscored = (reason: string): Score => ({ value: null, reason });

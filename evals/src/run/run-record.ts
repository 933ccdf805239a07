import type { EvalError, Score } from "../definition/score.ts";
import type { TraceView } from "../definition/trace-view.ts";

/** Names one trial of one case. */
export interface TrialKey {
  caseId: string;
  trial: number; // from 0
}

/** Written before a trial starts: what it may cost is spent from then on, whatever becomes of it. */
export interface StartRecord extends TrialKey {
  type: "start";
  attempt: number; // from 1; the latest attempt is the one that counts
  reservedNanoUsd: bigint;
}

/** Written when a trial has ended. */
export interface TrialRecord extends TrialKey {
  type: "trial";
  attempt: number;
  output: unknown; // null after an error
  error: EvalError | null;
  trace: TraceView | null;
  durationMs: number;
  costNanoUsd: bigint;
}

/** Written when a scorer has scored a trial. */
export interface ScoredRecord extends TrialKey {
  type: "score";
  attempt: number;
  scorer: string;
  version: string;
  score: Score;
}

export type RunRecord = StartRecord | TrialRecord | ScoredRecord;

/** Where the records of one run are kept, in the order in which they were written. */
export interface RunJournal {
  /** Resolves when the record survives a crash. */
  append(record: RunRecord): Promise<void>;
  read(): AsyncIterable<RunRecord>;
}

export const trialName = ({ caseId, trial }: TrialKey): string => `${caseId}#${trial}`;

/** Why a score is missing, apart from the task having failed: what to do about each differs. */
export type EvalErrorClass =
  | "infra" // a connection, a rate limit: run it again
  | "timeout"
  | "judge" // the judge failed, not the task
  | "task"; // the task threw: it counts as a failure of the task

export interface EvalError {
  class: EvalErrorClass;
  message: string;
}

/** What one scorer says of one trial. Higher is better; most scores lie between 0 and 1. */
export interface Score {
  value: number | null; // null: unscored, which is not zero
  label?: string;
  reason?: string;
  error?: EvalError;
  /** What the scorer itself cost, a judge for instance. */
  costNanoUsd?: bigint;
}

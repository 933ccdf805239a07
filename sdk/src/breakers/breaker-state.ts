/**
 * closed lets calls through; open refuses them; half_open tries whether all is well again; forced_open
 * refuses until a person says otherwise; disabled lets everything through and counts nothing; observe
 * counts and says what it would do, and lets everything through.
 */
export type BreakerState = "closed" | "open" | "half_open" | "forced_open" | "disabled" | "observe";

/** A change of a breaker's state, for the record. */
export interface BreakerTransition {
  scope: string;
  from: BreakerState;
  to: BreakerState;
  reason: string;
  atMs: number;
  /** Grows with every transition of this breaker. */
  epoch: number;
}

/** What a breaker says of a call. */
export interface BreakerVerdict {
  admitted: boolean;
  state: BreakerState;
  /** It only observes, and would have refused. */
  wouldRefuse: boolean;
  reason: string;
  /** When to try again; null when nobody can say. */
  retryAfterMs: number | null;
}

/** When repetition is a loop. Counts are of calls that came to an end; `warn` ≤ `block`. */
export interface LoopSettings {
  /** The same call with the same result, again and again. */
  repeat: Thresholds;
  /** Rounds of a cycle of 2 to `periodMax` calls. */
  cycle: Thresholds;
  /** Failures of one tool in a row, of the same class, with different arguments. */
  errors: Thresholds;
  /** Calls of tools that do not exist, or with arguments that are not valid, in a row. */
  hallucinated: Thresholds;
  periodMax: number;
  /** Of the last 20 calls, the share that must differ from one another; below it is a warning. */
  noveltyShareMin: number;
  /** Calls outside the cycle that a cycle may be interspersed with, as a share of all. */
  noiseShareMax: number;
}

export interface Thresholds {
  warn: number;
  block: number;
}

export const loopSettingsDefault: LoopSettings = {
  repeat: { warn: 3, block: 5 },
  cycle: { warn: 3, block: 4 },
  errors: { warn: 3, block: 5 },
  hallucinated: { warn: 2, block: 3 },
  periodMax: 8,
  noveltyShareMin: 0.3,
  noiseShareMax: 0.25,
};

/** What the history of a run says of the call that is about to be made. */
export interface LoopFinding {
  kind: "repeat" | "cycle" | "errors" | "novelty";
  severity: "warn" | "block";
  /** Calls in one round; 1 for a repeat, 0 where there is no round. */
  period: number;
  /** Rounds, failures or, for novelty, different calls that were seen. */
  count: number;
}

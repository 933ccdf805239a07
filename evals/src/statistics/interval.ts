/** An estimate with its two-sided confidence interval. `low` and `high` are included. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

export interface IntervalOptions {
  /** Two-sided confidence level in (0, 1). Default 0.95. */
  confidence?: number;
}

/** The upper tail probability that a two-sided level leaves: 0.95 → 0.025. @throws {RangeError} */
export function tailOf({ confidence = 0.95 }: IntervalOptions): number {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence is ${confidence}; it must lie between 0 and 1`);
  return (1 - confidence) / 2;
}

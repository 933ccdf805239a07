/** What `spanward eval` was asked for, checked. */
export interface EvalRequest {
  words: readonly string[]; // after the first
  name: string | undefined; // of one eval among those found
  trials: number | undefined;
  costNanoUsdMax: bigint | undefined;
  concurrency: number | undefined;
  alpha: number;
  margin: number | null;
  repetitions: number;
  baseline: string | undefined;
  json: boolean;
  /** Share of trials that may end by errors which are not the task's. */
  errorsMax: number;
}

import type { EvalCase } from "../datasets/eval-case.ts";
import type { Score } from "../definition/score.ts";
import type { Scorer } from "../definition/scorer.ts";
import type { TrialRecord } from "./run-record.ts";

/**
 * Scores one trial. A task that failed scores 0, since failing is the worst it can do; a trial that the
 * transport or the clock ended is unscored. A scorer that throws leaves the trial unscored, with its error.
 */
export async function scoreTrial<Input, Output, Expected>({
  evalCase,
  record,
  scorer,
  signal,
}: {
  scorer: Scorer<Input, Output, Expected>;
  record: TrialRecord;
  evalCase: EvalCase<Input, Expected>;
  signal: AbortSignal;
}): Promise<Score> {
  const { error, output, trace } = record;
  if (error?.class === "task") return { value: 0, reason: `the task failed: ${error.message}` };
  if (error) return { value: null, error };
  const { expected, input } = evalCase;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the journal gives back what the task gave
    const score = await scorer.score({ input, output: output as Output, expected, trace, signal });
    if (score.value !== null && !Number.isFinite(score.value))
      throw new RangeError(`scorer "${scorer.name}" gave ${score.value}`);
    return score;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { value: null, error: { class: "judge", message } };
  }
}

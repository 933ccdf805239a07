import type { CompareOptions, Verdict } from "../compare/compare-metric.ts";
import { compareRuns } from "../compare/compare-runs.ts";
import type { DatasetVersion } from "../datasets/dataset-version.ts";
import type { EvalDefinition } from "../definition/define-eval.ts";
import { createMemoryJournal } from "../run/memory-journal.ts";
import { runEval } from "../run/run-eval.ts";
import { readScoredRun } from "../run/scored-run.ts";
import type { Interval } from "../statistics/interval.ts";
import { clopperPearsonInterval } from "../statistics/proportion-intervals.ts";

export interface RepeatedVerdicts {
  repetitions: number;
  verdicts: Record<Verdict, number>;
  /** Share of repetitions that found a difference. Of runs of the same thing: the false verdicts. */
  different: Interval;
}

export interface RepeatOptions<Input, Output, Expected> extends CompareOptions {
  base: EvalDefinition<Input, Output, Expected>;
  /** The base itself, for the share of false verdicts; another task, for the power to tell it. */
  candidate: EvalDefinition<Input, Output, Expected>;
  dataset: DatasetVersion<Input, Expected>;
  repetitions: number;
  signal?: AbortSignal;
  onProgress?: (repetitions: number) => void;
}

/** Runs two evals again and again, and counts what the comparison says of them. */
export async function repeatVerdicts<Input, Output, Expected>(
  options: RepeatOptions<Input, Output, Expected>,
): Promise<RepeatedVerdicts> {
  const { base, candidate, dataset, onProgress, repetitions, signal, ...compare } = options;
  const verdicts = { improved: 0, regressed: 0, equivalent: 0, inconclusive: 0 };
  let done = 0;
  const scored = async (definition: EvalDefinition<Input, Output, Expected>) => {
    const journal = createMemoryJournal();
    await runEval({ definition, dataset, journal, ...(signal ? { signal } : {}) });
    return readScoredRun({ journal, scorers: definition.scorers, dataset });
  };
  for (let seed = 1; seed <= repetitions; seed++) {
    const [first, second] = [await scored(base), await scored(candidate)];
    if (signal?.aborted) break;
    verdicts[compareRuns(first, second, { ...compare, seed }).verdict]++;
    done = seed;
    onProgress?.(done);
  }
  const found = { successes: verdicts.improved + verdicts.regressed, trials: Math.max(1, done) };
  return { repetitions: done, verdicts, different: clopperPearsonInterval(found) };
}

import type { DatasetVersion } from "../datasets/dataset-version.ts";
import type { EvalCase } from "../datasets/eval-case.ts";
import type { EvalDefinition } from "../definition/define-eval.ts";
import { createRandom } from "../statistics/random.ts";
import { AdaptiveLimit, type AdaptiveLimitOptions } from "./adaptive-limit.ts";
import type { RunJournal, TrialRecord } from "./run-record.ts";
import { RunState } from "./run-state.ts";
import { runTrial } from "./run-trial.ts";
import { scoreTrial } from "./score-trial.ts";

export interface RunOptions<Input, Output, Expected> {
  definition: EvalDefinition<Input, Output, Expected>;
  dataset: DatasetVersion<Input, Expected>;
  /** What is in it already is not done again. */
  journal: RunJournal;
  /** Stops the run: what is under way is dropped and runs again when the run is resumed. */
  signal?: AbortSignal;
  concurrency?: AdaptiveLimitOptions;
  /** No trial starts that could take the run past it. Needs the definition's `limits.costNanoUsdMax`. */
  costNanoUsdMax?: bigint;
  /** Tries after the first when the transport fails. Default 5. */
  retries?: number;
  /** Runs trials again that ended by an error which is not the task's. */
  retryErrors?: boolean;
  /** Only scores what has run already. */
  scoreOnly?: boolean;
  onProgress?: (progress: RunProgress) => void;
}

export interface RunProgress {
  trials: number; // of the whole run
  done: number; // of them, in this call or before
  errors: number; // trials that ended by one, in this call
  transportErrors: number; // of them, those that are not the task's
  spentNanoUsd: bigint;
  concurrency: number;
}

export interface RunResult extends RunProgress {
  /** Why it ended before everything was done. null: everything is. */
  stopped: "signal" | "cost" | null;
}

/**
 * Runs an eval, or goes on with one: every case and trial once, every score once. What a trial may cost is
 * written down before it starts, so a crash never spends what nobody counted.
 *
 * @throws {RangeError} when a cap is set and no bound of one trial; what the journal throws
 */
export async function runEval<Input, Output, Expected>(
  options: RunOptions<Input, Output, Expected>,
): Promise<RunResult> {
  const run = new Run(options, await RunState.read(options.journal));
  await run.scoreLeftovers();
  if (!options.scoreOnly) await run.runTrials();
  return run.result();
}

class Run<Input, Output, Expected> {
  readonly #options: RunOptions<Input, Output, Expected>;
  readonly #state: RunState;
  readonly #limit: AdaptiveLimit;
  readonly #cases: ReadonlyMap<string, EvalCase<Input, Expected>>;
  readonly #signal: AbortSignal;
  readonly #random = createRandom(1);
  readonly #trials: number;
  #done = 0;
  #errors = 0;
  #transportErrors = 0;
  #stopped: RunResult["stopped"] = null;
  #failure: unknown = null;

  constructor(options: RunOptions<Input, Output, Expected>, state: RunState) {
    const { concurrency, costNanoUsdMax, dataset, definition, signal } = options;
    if (costNanoUsdMax !== undefined && definition.limits?.costNanoUsdMax === undefined)
      throw new RangeError(
        `eval "${definition.name}": a cap on the run needs limits.costNanoUsdMax`,
      );
    this.#options = options;
    this.#state = state;
    this.#limit = new AdaptiveLimit(concurrency);
    this.#cases = new Map(dataset.cases.map((evalCase) => [evalCase.id, evalCase]));
    this.#signal = signal ?? new AbortController().signal;
    this.#trials = definition.trials ?? 1;
  }

  /** Scores trials that ended before and lack a score: a crash came between, or a scorer is new. */
  async scoreLeftovers(): Promise<void> {
    const { definition, journal } = this.#options;
    await this.#inParallel(this.#missingScores(journal), async (record) => {
      const evalCase = this.#cases.get(record.caseId);
      if (evalCase) await this.#score(record, evalCase, definition.scorers);
    });
  }

  async runTrials(): Promise<void> {
    const { retryErrors = false } = this.#options;
    await this.#inParallel(this.#missingTrials(retryErrors), async ({ evalCase, trial }) => {
      if (!(await this.#start(evalCase, trial))) return;
      const record = await runTrial({
        definition: this.#options.definition,
        evalCase,
        trial,
        attempt: this.#state.attemptOf({ caseId: evalCase.id, trial }),
        limit: this.#limit,
        retries: this.#options.retries ?? 5,
        signal: this.#signal,
        random: this.#random,
      });
      if (!record) return;
      await this.#append(record);
      if (record.error) this.#errors++;
      if (record.error && record.error.class !== "task") this.#transportErrors++;
      await this.#score(record, evalCase, this.#options.definition.scorers);
      this.#done++;
      this.#options.onProgress?.(this.result());
    });
  }

  result(): RunResult {
    return {
      trials: this.#cases.size * this.#trials,
      done: this.#done,
      errors: this.#errors,
      transportErrors: this.#transportErrors,
      spentNanoUsd: this.#state.spentNanoUsd,
      concurrency: this.#limit.limit,
      stopped: this.#stopped,
    };
  }

  /** Reserves what the trial may cost. false: the cap does not allow it. */
  async #start({ id }: EvalCase<Input, Expected>, trial: number): Promise<boolean> {
    const { costNanoUsdMax, definition } = this.#options;
    const reservedNanoUsd = definition.limits?.costNanoUsdMax ?? 0n;
    if (
      costNanoUsdMax !== undefined &&
      this.#state.spentNanoUsd + reservedNanoUsd > costNanoUsdMax
    ) {
      this.#stopped = "cost";
      return false;
    }
    const attempt = this.#state.attemptOf({ caseId: id, trial }) + 1;
    await this.#append({ type: "start", caseId: id, trial, attempt, reservedNanoUsd });
    return true;
  }

  async #score(
    record: TrialRecord,
    evalCase: EvalCase<Input, Expected>,
    scorers: EvalDefinition<Input, Output, Expected>["scorers"],
  ): Promise<void> {
    for (const scorer of scorers) {
      if (this.#signal.aborted) return;
      if (this.#state.isScored(record, scorer)) continue;
      const score = await scoreTrial({ scorer, record, evalCase, signal: this.#signal });
      if (this.#signal.aborted) return;
      const { attempt, caseId, trial } = record;
      const key = { caseId, trial, attempt, scorer: scorer.name, version: scorer.version };
      await this.#append({ type: "score", ...key, score });
    }
  }

  async #append(record: Parameters<RunJournal["append"]>[0]): Promise<void> {
    this.#state.add(record);
    await this.#options.journal.append(record);
  }

  async *#missingScores(journal: RunJournal): AsyncIterable<TrialRecord> {
    const { scorers } = this.#options.definition;
    for await (const record of journal.read()) {
      const latest = record.type === "trial" && record.attempt === this.#state.attemptOf(record);
      if (latest && scorers.some((scorer) => !this.#state.isScored(record, scorer))) yield record;
    }
  }

  async *#missingTrials(
    retryErrors: boolean,
  ): AsyncIterable<{ evalCase: EvalCase<Input, Expected>; trial: number }> {
    for (let trial = 0; trial < this.#trials; trial++)
      for (const evalCase of this.#cases.values()) {
        if (this.#state.mustRun({ caseId: evalCase.id, trial }, retryErrors))
          yield { evalCase, trial };
        else this.#done++;
      }
  }

  /** Does the work of each item, as many at once as the limit says. Stops at the first failure of the journal. */
  async #inParallel<Item>(
    items: AsyncIterable<Item>,
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    const running = new Set<Promise<void>>();
    for await (const item of items) {
      if (this.#signal.aborted) this.#stopped = "signal";
      if (this.#stopped !== null || this.#failure !== null) break;
      const task = work(item)
        .catch((error: unknown) => {
          this.#failure ??= error;
        })
        .finally(() => running.delete(task));
      running.add(task);
      while (running.size >= this.#limit.limit) await Promise.race(running);
    }
    await Promise.all(running);
    if (this.#signal.aborted) this.#stopped = "signal";
    if (this.#failure !== null) throw this.#failure;
  }
}

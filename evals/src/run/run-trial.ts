import { setTimeout as sleep } from "node:timers/promises";
import type { EvalDefinition } from "../definition/define-eval.ts";
import type { EvalError } from "../definition/score.ts";
import type { TraceView } from "../definition/trace-view.ts";
import type { EvalCase } from "../datasets/eval-case.ts";
import type { AdaptiveLimit } from "./adaptive-limit.ts";
import type { TrialRecord } from "./run-record.ts";
import { transportProblem } from "./transport-error.ts";

export interface TrialRunOptions<Input, Output, Expected> {
  definition: EvalDefinition<Input, Output, Expected>;
  evalCase: EvalCase<Input, Expected>;
  trial: number;
  attempt: number;
  limit: AdaptiveLimit;
  /** Tries after the first, when the transport fails. */
  retries: number;
  signal: AbortSignal;
  random: () => number;
}

const durationMsMaxDefault = 10 * 60_000;
const backoffMsFirst = 500;
const backoffMsMax = 30_000;

/**
 * Runs one trial to its end, again while the transport fails. null: the run was stopped meanwhile, and
 * nothing is known of the trial.
 */
export async function runTrial<Input, Output, Expected>(
  options: TrialRunOptions<Input, Output, Expected>,
): Promise<TrialRecord | null> {
  const started = performance.now();
  let cost = 0n;
  for (let tried = 0; ; tried++) {
    const outcome = await tryOnce(options, cost);
    cost = outcome.costNanoUsd;
    if (options.signal.aborted) return null;
    const again = outcome.problem !== null && tried < options.retries;
    if (!again) {
      const { attempt, evalCase, trial } = options;
      const { error, output, trace } = outcome;
      const durationMs = performance.now() - started;
      const key = { caseId: evalCase.id, trial, attempt };
      return { type: "trial", ...key, output, error, trace, durationMs, costNanoUsd: cost };
    }
    // Full jitter, so that what failed together does not come back together.
    const delay = options.random() * Math.min(backoffMsMax, backoffMsFirst * 2 ** tried);
    await sleep(delay, undefined, { signal: options.signal }).catch(() => undefined);
    if (options.signal.aborted) return null;
  }
}

interface Outcome {
  output: unknown;
  error: EvalError | null;
  problem: ReturnType<typeof transportProblem>;
  trace: TraceView | null;
  costNanoUsd: bigint;
}

async function tryOnce<Input, Output, Expected>(
  options: TrialRunOptions<Input, Output, Expected>,
  spent: bigint,
): Promise<Outcome> {
  const { definition, evalCase, limit, signal, trial } = options;
  const { costNanoUsdMax, durationMsMax = durationMsMaxDefault } = definition.limits ?? {};
  const release = await limit.acquire();
  const bounds = new AbortController();
  const timeout = AbortSignal.timeout(durationMsMax);
  const outcome: Outcome = {
    output: null,
    error: null,
    problem: null,
    trace: null,
    costNanoUsd: spent,
  };
  const stopped = AbortSignal.any([signal, timeout, bounds.signal]);
  try {
    const work = definition.task(evalCase.input, {
      signal: stopped,
      trial,
      caseId: evalCase.id,
      charge(costNanoUsd) {
        if (costNanoUsd < 0n) throw new RangeError(`a cost of ${costNanoUsd} is negative`);
        outcome.costNanoUsd += costNanoUsd;
        if (costNanoUsdMax !== undefined && outcome.costNanoUsd > costNanoUsdMax)
          bounds.abort(new CostLimitError(outcome.costNanoUsd, costNanoUsdMax));
      },
      trace(view) {
        outcome.trace = view;
      },
    });
    outcome.output = (await untilAborted(work, stopped)) ?? null;
  } catch (error) {
    outcome.problem = transportProblem(error);
    outcome.error = classify(error, outcome, timeout);
    if (outcome.error.class === "timeout") outcome.problem = null;
  }
  release(outcome.problem === "overloaded" ? "overloaded" : "ok");
  return outcome;
}

/** A task that ignores its signal is left behind, not waited for. */
async function untilAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T> {
  Promise.resolve(work).catch(() => undefined); // how it ends later, nobody asks
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

class CostLimitError extends Error {
  constructor(spent: bigint, allowed: bigint) {
    super(`the trial cost ${spent} nano-dollars; ${allowed} are allowed`);
  }
}

function classify(error: unknown, { problem }: Outcome, timeout: AbortSignal): EvalError {
  const message = error instanceof Error ? error.message : String(error);
  if (timeout.aborted) return { class: "timeout", message };
  return { class: problem === null ? "task" : "infra", message };
}

import type { DatasetVersion } from "../datasets/dataset-version.ts";
import type { EvalCase } from "../datasets/eval-case.ts";
import type { Scorer } from "./scorer.ts";
import type { TraceView } from "./trace-view.ts";

/** What a task is given besides the input of its case. */
export interface TaskContext {
  /** Aborts when the trial's time or money is used up, or the run is stopped. */
  signal: AbortSignal;
  /** Counts from 0. A task that draws at random should seed by it, so that trials differ. */
  trial: number;
  caseId: string;
  /** Says what a call cost, in nano-dollars. @throws {RangeError} on a negative amount */
  charge: (costNanoUsd: bigint) => void;
  /** Shows scorers how the answer came about. */
  trace: (view: TraceView) => void;
}

/** Bounds of one trial. */
export interface TrialLimits {
  /** Default 10 minutes. */
  durationMsMax?: number;
  /** Reserved before the trial starts when the run has a cap. The trial is aborted past it. */
  costNanoUsdMax?: bigint;
}

/** What decides whether a run may pass, by one primary scorer. */
export interface Gate {
  scorer: string;
  /** `baseline`: the difference to another run. `absolute`: the mean itself. */
  against: "baseline" | "absolute";
  /** baseline: the drop that does not matter. absolute: the least mean. */
  margin: number;
  onInconclusive: "pass" | "warn" | "fail";
  /** Fewer cases than this are inconclusive. Default 0. */
  casesMin?: number;
}

/** An eval: data → task → scorers. */
export interface EvalDefinition<Input = unknown, Output = unknown, Expected = unknown> {
  name: string;
  dataset(): DatasetVersion<Input, Expected> | Promise<DatasetVersion<Input, Expected>>;
  task(input: Input, context: TaskContext): Output | Promise<Output>;
  scorers: readonly Scorer<Input, Output, Expected>[];
  /** Trials of each case. Default 1. */
  trials?: number;
  /** What a case hangs together with, so that it does not count as more than it is. */
  clusterOf?: (evalCase: EvalCase<Input, Expected>) => string;
  limits?: TrialLimits;
  gates?: readonly Gate[];
}

/**
 * Defines an eval, and checks what can be checked before it runs.
 *
 * @throws {RangeError} on an impossible number, on two scorers of one name, on a gate without its scorer
 */
export function defineEval<Input, Output, Expected>(
  definition: EvalDefinition<Input, Output, Expected>,
): EvalDefinition<Input, Output, Expected> {
  const { gates = [], name, scorers, trials = 1 } = definition;
  const fail = (problem: string): never => {
    throw new RangeError(`eval "${name}": ${problem}`);
  };
  if (!Number.isInteger(trials) || trials < 1)
    fail(`trials is ${trials}; it must be a whole number of at least 1`);
  if (scorers.length === 0) fail("it needs at least one scorer");
  const names = new Set<string>();
  for (const { name: scorer } of scorers) {
    if (names.has(scorer)) fail(`two scorers are named "${scorer}"`);
    names.add(scorer);
  }
  for (const { scorer } of gates)
    if (!names.has(scorer)) fail(`a gate names "${scorer}", which is not among its scorers`);
  return definition;
}

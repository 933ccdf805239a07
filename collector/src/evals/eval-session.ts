import {
  type DatasetVersion,
  meanScore,
  readScoredRun,
  runEval,
  type RunOptions,
  type RunProgress,
  type RunResult,
  type ScoredRun,
} from "@spanward/evals";
import { formatUsd } from "../api/money.ts";
import type { Terminal } from "../commands/command.ts";
import type { LoadedEval } from "./load-evals.ts";
import type { RunFolder, RunManifest } from "./run-folder.ts";

/** What the words of `spanward eval` share: the evals, the runs, and where to write. */
export interface EvalSession {
  evals: readonly LoadedEval[];
  runs: RunFolder;
  terminal: Terminal;
  signal: AbortSignal;
}

type RunSettings = Pick<
  RunOptions<unknown, unknown, unknown>,
  "concurrency" | "costNanoUsdMax" | "retryErrors" | "scoreOnly"
>;

/** Runs, or goes on with, what a manifest names, and says how it went. */
export async function performRun(
  session: EvalSession,
  { manifest, settings }: { manifest: RunManifest; settings: RunSettings },
): Promise<RunResult> {
  const { runs, signal, terminal } = session;
  const { definition } = evalOf(session, manifest);
  const dataset = await datasetOf(session, manifest);
  const journal = await runs.journal(manifest.runId);
  try {
    const result = await runEval({
      definition: { ...definition, trials: manifest.trials },
      dataset,
      journal,
      signal,
      ...settings,
      onProgress: (progress) => terminal.interactive && terminal.redraw(describe(progress)),
    });
    if (terminal.interactive) terminal.redraw("");
    terminal.note(`${manifest.runId}: ${describe(result)}`);
    if (result.stopped !== null)
      terminal.note(`stopped (${result.stopped}); go on: spanward eval resume ${manifest.runId}`);
    const scored = await readScoredRun({ journal, dataset, scorers: definition.scorers });
    const clusterOf = await clustersOf(session, manifest);
    for (const line of printMeans(scored, clusterOf)) terminal.say(line);
    return result;
  } finally {
    await journal.close();
  }
}

/** The scores of a run, read from its journal. */
export async function readRun(session: EvalSession, manifest: RunManifest): Promise<ScoredRun> {
  const { definition } = evalOf(session, manifest);
  const dataset = await datasetOf(session, manifest);
  const journal = await session.runs.journal(manifest.runId);
  try {
    return await readScoredRun({ journal, scorers: definition.scorers, dataset });
  } finally {
    await journal.close();
  }
}

/** The eval that a run is of. @throws {Error} when it is gone */
export function evalOf({ evals }: EvalSession, manifest: RunManifest): LoadedEval {
  const found = evals.find(({ definition }) => definition.name === manifest.eval);
  if (!found)
    throw new Error(`run ${manifest.runId} is of eval "${manifest.eval}", which no file exports`);
  return found;
}

/** Names what hangs together, as the comparison asks for it. */
export async function clustersOf(
  session: EvalSession,
  manifest: RunManifest,
): Promise<(caseId: string) => string> {
  const { clusterOf } = evalOf(session, manifest).definition;
  if (!clusterOf) return (caseId) => caseId;
  const { cases } = await datasetOf(session, manifest);
  const clusters = new Map(cases.map((evalCase) => [evalCase.id, clusterOf(evalCase)]));
  return (caseId) => clusters.get(caseId) ?? caseId;
}

async function datasetOf(session: EvalSession, manifest: RunManifest): Promise<DatasetVersion> {
  const dataset = await evalOf(session, manifest).definition.dataset();
  if (dataset.version !== manifest.dataset.version)
    session.terminal.note(
      `${manifest.runId} was run on version ${manifest.dataset.version.slice(0, 12)} of ${dataset.name}, which is ${dataset.version.slice(0, 12)} now`,
    );
  return dataset;
}

const describe = ({ concurrency, done, errors, spentNanoUsd, trials }: RunProgress): string =>
  [
    `${done} of ${trials} trials`,
    ...(errors > 0 ? [`${errors} errors`] : []),
    ...(spentNanoUsd > 0n ? [`$${formatUsd(spentNanoUsd)}`] : []),
    `${concurrency} at once`,
  ].join(", ");

function printMeans({ series }: ScoredRun, clusterOf: (caseId: string) => string): string[] {
  return series.map((one) => {
    const found = meanScore(one, { clusterOf });
    if (!found) return `${one.scorer}: nothing is scored`;
    const { cases, interval, unscored } = found;
    const range = `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
    const missing = unscored > 0 ? `, ${unscored} unscored` : "";
    return `${one.scorer}: ${interval.estimate.toFixed(3)} (${range}, ${cases} cases${missing})`;
  });
}

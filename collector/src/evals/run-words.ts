import { repeatVerdicts, type RunResult } from "@spanward/evals";
import { type ExitCode, UsageError } from "../commands/command.ts";
import type { EvalRequest } from "./eval-request.ts";
import { printTable } from "../commands/print-table.ts";
import { type EvalSession, performRun } from "./eval-session.ts";
import type { LoadedEval } from "./load-evals.ts";

/** `spanward eval run`: a new run of each eval. */
export async function runWord(session: EvalSession, request: EvalRequest): Promise<ExitCode> {
  let worst: ExitCode = 0;
  for (const { definition, file } of chosen(session, request)) {
    const { name, version } = await definition.dataset();
    const trials = request.trials ?? definition.trials ?? 1;
    const about = { eval: definition.name, file, dataset: { name, version }, trials };
    const manifest = await session.runs.create(about, new Date());
    const result = await performRun(session, { manifest, settings: settingsOf(request) });
    worst = worse(worst, exitCodeOf(result, request));
    if (session.signal.aborted) break;
  }
  return worst;
}

/** `spanward eval resume | retry | rescore RUN`. */
export const resumeWord =
  (how: { retryErrors?: boolean; scoreOnly?: boolean }) =>
  async (session: EvalSession, request: EvalRequest): Promise<ExitCode> => {
    const manifest = await session.runs.find(request.words[0] ?? "latest");
    const settings = { ...settingsOf(request), ...how };
    return exitCodeOf(await performRun(session, { manifest, settings }), request);
  };

/** `spanward eval aa`: the same thing twice, again and again. */
export async function aaWord(session: EvalSession, request: EvalRequest): Promise<ExitCode> {
  const { signal, terminal } = session;
  const { alpha, margin, repetitions } = request;
  let code: ExitCode = 0;
  for (const { definition } of chosen(session, request)) {
    const found = await repeatVerdicts({
      base: definition,
      candidate: definition,
      dataset: await definition.dataset(),
      repetitions,
      alpha,
      margin,
      signal,
      onProgress: (done) => terminal.interactive && terminal.redraw(`${done} of ${repetitions}`),
    });
    if (terminal.interactive) terminal.redraw("");
    const { improved, regressed } = found.verdicts;
    const { estimate, high, low } = found.different;
    const range = `${percent(estimate)}, 95 % interval ${percent(low)} to ${percent(high)}`;
    terminal.say(
      `${definition.name}: ${improved + regressed} of ${found.repetitions} runs of the same thing were told apart (${range}; alpha is ${percent(alpha)})`,
    );
    if (low > alpha) code = 1;
  }
  return code;
}

/** `spanward eval list`. */
export async function listWord({ runs, terminal }: EvalSession): Promise<ExitCode> {
  const rows = (await runs.list()).map((run) => [
    run.runId,
    run.eval,
    `${run.dataset.name}@${run.dataset.version.slice(0, 12)}`,
    `${run.trials}`,
  ]);
  if (rows.length === 0) terminal.note("No runs here yet. Start one: spanward eval run");
  for (const line of printTable(
    rows.length > 0 ? [["run", "eval", "dataset", "trials"], ...rows] : [],
  ))
    terminal.say(line);
  return 0;
}

function chosen({ evals }: EvalSession, { name }: EvalRequest): readonly LoadedEval[] {
  const found = name === undefined ? evals : evals.filter((one) => one.definition.name === name);
  if (found.length > 0) return found;
  const names = evals.map(({ definition }) => `"${definition.name}"`).join(", ");
  throw new UsageError(
    evals.length === 0
      ? "no *.eval.ts file is here; name files or a --dir"
      : `no eval is named "${name}"; there are ${names}`,
  );
}

const settingsOf = ({ concurrency, costNanoUsdMax }: EvalRequest) => ({
  ...(concurrency === undefined ? {} : { concurrency: { start: concurrency, max: concurrency } }),
  ...(costNanoUsdMax === undefined ? {} : { costNanoUsdMax }),
});

function exitCodeOf(result: RunResult, { errorsMax }: EvalRequest): ExitCode {
  if (result.stopped === "cost") return 4;
  return result.transportErrors > errorsMax * result.trials ? 3 : 0;
}

const worse = (one: ExitCode, other: ExitCode): ExitCode => (other > one ? other : one);

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

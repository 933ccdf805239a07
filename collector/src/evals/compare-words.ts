import { compareRuns, evaluateGates, type RunComparison } from "@spanward/evals";
import { type ExitCode, UsageError } from "../commands/command.ts";
import type { EvalRequest } from "./eval-request.ts";
import { clustersOf, type EvalSession, evalOf, readRun } from "./eval-session.ts";
import { printComparison, printGates } from "./print-comparison.ts";
import type { RunManifest } from "./run-folder.ts";

const exitCodes: Record<RunComparison["verdict"], ExitCode> = {
  improved: 0,
  equivalent: 0,
  regressed: 1,
  inconclusive: 2,
};

/** `spanward eval compare BASE CANDIDATE`. */
export async function compareWord(session: EvalSession, request: EvalRequest): Promise<ExitCode> {
  const [base, candidate] = request.words;
  if (base === undefined || candidate === undefined)
    throw new UsageError("say which runs: spanward eval compare BASE CANDIDATE");
  const { runs, terminal } = session;
  const comparison = await compare(session, request, {
    base: await runs.find(base),
    candidate: await runs.find(candidate),
  });
  if (request.json) terminal.say(JSON.stringify(comparison, null, 2));
  else for (const line of printComparison(comparison)) terminal.say(line);
  return exitCodes[comparison.verdict];
}

/** `spanward eval gate [RUN]`: against the run before it of the same eval, or the baseline asked for. */
export async function gateWord(session: EvalSession, request: EvalRequest): Promise<ExitCode> {
  const { runs, terminal } = session;
  const candidate = await runs.find(request.words[0] ?? "latest");
  const { gates = [], name } = evalOf(session, candidate).definition;
  if (gates.length === 0)
    throw new UsageError(`eval "${name}" has no gates; give them to defineEval`);
  const base = await baselineOf(session, request, candidate);
  const comparison = base ? await compare(session, request, { base, candidate }) : null;
  if (base) terminal.note(`${candidate.runId} against ${base.runId}`);
  const { alpha } = request;
  const clusterOf = await clustersOf(session, candidate);
  const run = await readRun(session, candidate);
  const results = evaluateGates(gates, run, { comparison, alpha, clusterOf });
  for (const line of printGates(results)) terminal.say(line);
  if (results.some(({ outcome }) => outcome === "fail")) return 1;
  return results.some(({ outcome }) => outcome === "inconclusive") ? 2 : 0;
}

async function baselineOf(
  { runs }: EvalSession,
  { baseline }: EvalRequest,
  candidate: RunManifest,
): Promise<RunManifest | null> {
  if (baseline !== undefined) return runs.find(baseline);
  const former = (await runs.list()).find(
    (run) => run.eval === candidate.eval && run.runId < candidate.runId,
  );
  return former ?? null;
}

async function compare(
  session: EvalSession,
  { alpha, margin }: EvalRequest,
  { base, candidate }: { base: RunManifest; candidate: RunManifest },
): Promise<RunComparison> {
  if (base.eval !== candidate.eval)
    throw new UsageError(
      `${base.runId} is of eval "${base.eval}" and ${candidate.runId} of "${candidate.eval}"`,
    );
  const clusterOf = await clustersOf(session, candidate);
  const [before, after] = [await readRun(session, base), await readRun(session, candidate)];
  return compareRuns(before, after, { alpha, margin, clusterOf });
}

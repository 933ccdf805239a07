import { parseArgs } from "node:util";
import { TraceSummary } from "../src/api/answers/trace-summary.ts";
import { scoreOf, type Tally, type Verdict } from "./corpus/judge.ts";
import { readRuns, type Run } from "./corpus/runs.ts";
import { addTallies } from "./corpus/tally-offline.ts";
import { openTestServer } from "./open-test-server.ts";

// Goal: what a server answers for recorded runs is what the provider served. Method: send each run
// as it was recorded, every request and encoding of it, then ask for the summaries of its traces.
// `npm run corpus` opens a server of its own; `npm run corpus -- --url http://…` asks a running one.

const { values } = parseArgs({ options: { url: { type: "string" }, all: { type: "boolean" } } });
const sharePassed = 0.97;
const reasons: Record<Verdict["outcome"], string> = {
  exact: "",
  unknown: "NULL, as it must be: the instrumentation dropped the number",
  absent: "nothing that was sent mentions a cache",
  miss: "",
};

const runs = await readRuns();
demandOwnTraces(runs);
const server = values.url === undefined ? await openTestServer() : null;
try {
  const url = values.url ?? server?.url ?? "";
  for (const run of runs) await send(url, run);
  await allStored(url);
  const verdicts: Verdict[] = [];
  for (const run of runs) verdicts.push(run.verdict(await readTally(url, run.traceIds)));
  process.exitCode = report(verdicts) >= sharePassed ? 0 : 1;
} finally {
  await server?.remove();
}

/** @throws {Error} when two runs share a trace: their sums could not be told apart */
function demandOwnTraces(all: Run[]): void {
  const ids = all.flatMap(({ traceIds }) => traceIds);
  if (new Set(ids).size !== ids.length) throw new Error("two runs share a trace");
}

async function send(url: string, { name, requests }: Run): Promise<void> {
  for (const { body, headers, path } of requests) {
    const answer = await fetch(url + path, {
      method: "POST",
      headers,
      body: Uint8Array.from(body),
    });
    if (!answer.ok) throw new Error(`${name} ${path}: ${answer.status} ${await answer.text()}`);
  }
}

/** Waits until all that was accepted can be asked for. */
async function allStored(url: string): Promise<void> {
  for (;;) {
    const { ingest }: { ingest: { waiting: number } } = await (
      await fetch(`${url}/api/status`)
    ).json();
    if (ingest.waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function readTally(url: string, traceIds: string[]): Promise<Tally> {
  const tallies = traceIds.map(async (traceId) => {
    const answer = await fetch(`${url}/api/traces/${traceId}`);
    return answer.ok ? [tallyOf(TraceSummary.parse(await answer.json()))] : [];
  });
  return addTallies((await Promise.all(tallies)).flat());
}

function tallyOf({ llmCalls, toolNames, usage }: TraceSummary): Tally {
  if (usage === null) return { llmCalls, toolNames, usage };
  const { cacheReadTokens: cacheRead, cacheWriteTokens: cacheWrite } = usage;
  const { inputTokens: input, outputTokens: output } = usage;
  return { llmCalls, toolNames, usage: { input, output, cacheRead, cacheWrite } };
}

/** Prints a row for each run that is not exact, and the shares. Gives the share that is right. */
function report(verdicts: Verdict[]): number {
  for (const { differences, outcome, scenario } of verdicts) {
    if (outcome === "exact" && values.all !== true) continue;
    print(
      [outcome.padEnd(8), scenario.padEnd(48), [...differences, reasons[outcome]].join("; ")].join(
        " ",
      ),
    );
  }
  const { exact, possible } = scoreOf(verdicts);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const of = `of ${verdicts.length} runs`;
  print(`${percent(exact)} ${of} exact, or NULL where the number is known to be lost`);
  print(`${percent(possible)} ${of} exact as far as what was sent allows`);
  return possible;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { parseUsd } from "../api/money.ts";
import { compareWord, gateWord } from "../evals/compare-words.ts";
import type { EvalRequest } from "../evals/eval-request.ts";
import type { EvalSession } from "../evals/eval-session.ts";
import { loadEvals } from "../evals/load-evals.ts";
import { RunFolder } from "../evals/run-folder.ts";
import { aaWord, listWord, resumeWord, runWord } from "../evals/run-words.ts";
import { type Command, type ExitCode, UsageError } from "./command.ts";

type Word = (session: EvalSession, request: EvalRequest) => Promise<ExitCode>;

const words: Record<string, Word> = {
  run: runWord,
  resume: resumeWord({}),
  retry: resumeWord({ retryErrors: true }),
  rescore: resumeWord({ scoreOnly: true }),
  compare: compareWord,
  gate: gateWord,
  aa: aaWord,
  list: listWord,
};

/** `spanward eval`: runs eval suites and says what their figures show. */
export const evalCommand: Command = {
  summary: "run evals, compare runs, gate on what they show",
  usage: `Usage: spanward eval run [FILE…]          runs the evals of *.eval.ts files
       spanward eval resume|retry|rescore RUN   goes on; runs errors again; scores again
       spanward eval compare BASE CANDIDATE     is it better, worse, equal, or not known?
       spanward eval gate [RUN]                 holds a run against its gates
       spanward eval aa                         how often is the same thing told apart?
       spanward eval list

  RUN is the id of a run, the start of one, or latest.
  --name NAME         of the evals found, this one
  --trials N          of each case, instead of what the eval says
  --max-cost DOLLARS  no trial starts that could take the run past it
  --concurrency N     at most so many trials at once
  --alpha A           chance of a wrong verdict, 0.05
  --margin M          differences up to it do not matter
  --repetitions N     of aa, 100
  --baseline RUN      of gate; else the run before it
  --max-errors SHARE  of trials that the transport may fail, 0.05
  --json              comparisons as JSON
  --dir FOLDER        where to look for evals; runs are in FOLDER/.spanward/evals

Exit codes: 0 passed, 1 regressed, 2 inconclusive, 3 too many errors, 4 stopped at the cap,
5 could not start, 130 stopped by Ctrl-C.`,
  exitOnMisuse: 5,

  async run(args, terminal) {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const [first = "", ...rest] = positionals;
    const word = words[first];
    if (!word)
      throw new UsageError(`say ${Object.keys(words).join(", ")}. More: spanward eval --help`);
    const request = readRequest(values, rest);
    const folder = resolve(values.dir ?? ".");
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once("SIGINT", onSignal);
    try {
      const evals = first === "list" ? [] : await loadEvals(folder, first === "run" ? rest : []);
      const runs = new RunFolder(join(folder, ".spanward", "evals"));
      const code = await word({ evals, runs, terminal, signal: stop.signal }, request);
      return stop.signal.aborted ? 130 : code;
    } finally {
      process.off("SIGINT", onSignal);
    }
  },
};

const options = {
  name: { type: "string" },
  trials: { type: "string" },
  "max-cost": { type: "string" },
  concurrency: { type: "string" },
  alpha: { type: "string" },
  margin: { type: "string" },
  repetitions: { type: "string" },
  baseline: { type: "string" },
  "max-errors": { type: "string" },
  json: { type: "boolean" },
  dir: { type: "string" },
} as const;

const Count = z.coerce.number<string>().int().min(1);
const Share = z.coerce.number<string>().min(0).max(1);

const Values = z.object({
  name: z.string().optional(),
  trials: Count.optional(),
  "max-cost": z
    .string()
    .regex(/^\d+(\.\d{1,9})?$/)
    .transform(parseUsd)
    .optional(),
  concurrency: Count.optional(),
  alpha: Share.refine((alpha) => alpha > 0 && alpha < 0.5).default(0.05),
  margin: Share.nullable().default(null),
  repetitions: Count.default(100),
  baseline: z.string().optional(),
  "max-errors": Share.default(0.05),
  json: z.boolean().default(false),
});

function readRequest(values: Record<string, unknown>, rest: readonly string[]): EvalRequest {
  const parsed = Values.safeParse(values);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => `--${path.join("")}`);
    throw new UsageError(
      `${names.join(", ")}: not a value it can have. More: spanward eval --help`,
    );
  }
  const { "max-cost": costNanoUsdMax, "max-errors": errorsMax, ...others } = parsed.data;
  const { baseline, concurrency, name, trials } = others;
  return { ...others, words: rest, baseline, concurrency, name, trials, costNanoUsdMax, errorsMax };
}

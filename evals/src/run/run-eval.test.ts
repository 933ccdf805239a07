import { mkdtemp, rm, truncate, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freezeDataset } from "../datasets/dataset-version.ts";
import { createCase } from "../datasets/eval-case.ts";
import { defineEval, type EvalDefinition } from "../definition/define-eval.ts";
import { exactMatch } from "../scorers/text-scorers.ts";
import { openFileJournal } from "./file-journal.ts";
import { createMemoryJournal } from "./memory-journal.ts";
import { runEval } from "./run-eval.ts";
import type { RunRecord } from "./run-record.ts";
import { readScoredRun } from "./scored-run.ts";

// Goal: every case and trial once, every score once, money never past its cap, whatever is stopped or
// fails on the way. Method: scripted tasks that count, and journals cut at random places.

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-eval-"));
});
afterEach(() => rm(folder, { recursive: true }));

const dataset = freezeDataset(
  "capitals",
  Array.from({ length: 10 }, (_, n) => createCase({ input: n, expected: String(n) })),
);

const echo = (given: Partial<EvalDefinition<number, string, string>> = {}) =>
  defineEval<number, string, string>({
    name: "echo",
    dataset: () => dataset,
    task: (input) => String(input),
    scorers: [exactMatch()],
    trials: 3,
    ...given,
  });

test("every case is run as often as it has trials, and scored", async () => {
  const journal = createMemoryJournal();
  const result = await runEval({ definition: echo(), dataset, journal });
  expect(result).toMatchObject({ trials: 30, done: 30, errors: 0, stopped: null });
  const { series } = await readScoredRun({ journal, scorers: [exactMatch()], dataset });
  expect(series[0]?.scores).toHaveLength(30);
  expect(series[0]?.scores.every(({ value }) => value === 1)).toBe(true);
});

test("a run that was cut anywhere goes on where it was, within its cap", async () => {
  const whole = createMemoryJournal();
  const limits = { costNanoUsdMax: 5n };
  const definition = echo({
    limits,
    task(input, { charge }) {
      charge(3n);
      return String(input);
    },
  });
  await runEval({ definition, dataset, journal: whole, concurrency: { start: 4 } });
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.records.length }), async (cut) => {
      const journal = createMemoryJournal(whole.records.slice(0, cut));
      const options = { definition, dataset, journal, costNanoUsdMax: 30n * 5n };
      const { spentNanoUsd, stopped } = await runEval({ ...options, concurrency: { start: 4 } });
      const ended = endedTrials(journal.records);
      expect(new Set(ended).size).toBe(ended.length);
      expect(spentNanoUsd).toBeLessThanOrEqual(150n);
      expect(stopped === null ? ended.length : 30).toBe(30);
      const scores = journal.records.filter(({ type }) => type === "score");
      expect(scores).toHaveLength(ended.length);
    }),
  );
});

test("no trial starts that could take the run past its cap", async () => {
  const definition = echo({
    limits: { costNanoUsdMax: 10n },
    task(input, { charge }) {
      charge(7n);
      return String(input);
    },
  });
  const journal = createMemoryJournal();
  const result = await runEval({ definition, dataset, journal, costNanoUsdMax: 50n });
  expect(result.stopped).toBe("cost");
  expect(result.spentNanoUsd).toBeLessThanOrEqual(50n);
  expect(result.done).toBeGreaterThanOrEqual(5);
});

test("a trial past its own bound is aborted, and failed", async () => {
  const definition = echo({
    trials: 1,
    limits: { costNanoUsdMax: 10n },
    async task(_, { charge, signal }) {
      charge(11n);
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        if (signal.aborted) reject(signal.reason);
      });
      return "never";
    },
  });
  const journal = createMemoryJournal();
  const { errors } = await runEval({ definition, dataset, journal });
  expect(errors).toBe(10);
  const trial = journal.records.find(({ type }) => type === "trial");
  expect(trial).toMatchObject({
    error: { class: "task", message: "the trial cost 11 nano-dollars; 10 are allowed" },
  });
});

test("the transport is tried again, the task is not", async () => {
  const tried = new Map<string, number>();
  const definition = echo({
    task(input, { caseId, trial }) {
      const name = `${caseId}#${trial}`;
      tried.set(name, (tried.get(name) ?? 0) + 1);
      if (input === 3) throw new Error("no idea");
      if (input === 4 && tried.get(name) === 1)
        throw Object.assign(new Error("slow down"), { status: 429 });
      return String(input);
    },
  });
  const journal = createMemoryJournal();
  const { concurrency, errors } = await runEval({ definition, dataset, journal });
  expect(errors).toBe(3);
  const counts = [...tried.values()];
  expect(counts.filter((count) => count === 1)).toHaveLength(27);
  expect(counts.filter((count) => count === 2)).toHaveLength(3);
  expect(concurrency).toBeLessThan(20);
  const { series } = await readScoredRun({ journal, scorers: [exactMatch()], dataset });
  const sum = series[0]?.scores.reduce((total, { value }) => total + (value ?? 0), 0);
  expect(sum).toBe(27);
});

test("an error of the transport is unscored, and is run again when errors are retried", async () => {
  let broken = true;
  const definition = echo({
    trials: 1,
    task(input) {
      if (broken && input < 4) throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
      return String(input);
    },
  });
  const journal = createMemoryJournal();
  const options = { definition, dataset, journal, retries: 0 };
  expect(await runEval(options)).toMatchObject({ done: 10, errors: 4 });
  const read = async () => {
    const { series } = await readScoredRun({ journal, scorers: [exactMatch()], dataset });
    return series[0]?.scores.filter(({ value }) => value !== null).length;
  };
  expect(await read()).toBe(6);
  broken = false;
  expect(await runEval(options)).toMatchObject({ done: 10, errors: 0 });
  expect(await read()).toBe(6);
  expect(await runEval({ ...options, retryErrors: true })).toMatchObject({ done: 10, errors: 0 });
  expect(await read()).toBe(10);
});

test("a new version of a scorer scores what has run, and runs nothing", async () => {
  const journal = createMemoryJournal();
  await runEval({ definition: echo(), dataset, journal });
  const second = { ...exactMatch(), version: "2" };
  const definition = echo({
    scorers: [second],
    task: () => expect.unreachable("nothing runs"),
  });
  await runEval({ definition, dataset, journal, scoreOnly: true });
  const { series } = await readScoredRun({ journal, scorers: [second], dataset });
  expect(series[0]).toMatchObject({ version: "2", scores: { length: 30 } });
});

test("a stopped run drops what is under way, and a resumed one runs it", async () => {
  const stop = new AbortController();
  const definition = echo({
    async task(input, { signal }) {
      if (input === 5) stop.abort();
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      return String(input);
    },
  });
  const journal = createMemoryJournal();
  const first = await runEval({ definition, dataset, journal, signal: stop.signal });
  expect(first.stopped).toBe("signal");
  expect(first.done).toBeLessThan(30);
  expect(await runEval({ definition: echo(), dataset, journal })).toMatchObject({ done: 30 });
  expect(endedTrials(journal.records)).toHaveLength(30);
});

test("a trial that takes too long is a timeout, and its task is not waited for", async () => {
  const definition = echo({
    trials: 1,
    limits: { durationMsMax: 20 },
    task: (input) => (input === 0 ? new Promise<string>(() => undefined) : String(input)),
  });
  const journal = createMemoryJournal();
  expect(await runEval({ definition, dataset, journal })).toMatchObject({ done: 10, errors: 1 });
  const failed = journal.records.find((record) => record.type === "trial" && record.error);
  expect(failed).toMatchObject({ error: { class: "timeout" } });
});

test("a file keeps the records, and loses no more than the line that was cut", async () => {
  const path = join(folder, "run.jsonl");
  const journal = await openFileJournal(path);
  const definition = echo({
    limits: { costNanoUsdMax: 4n },
    task(input, { charge, trace }) {
      charge(2n);
      const counts = { stepCount: 1, durationMs: 1, inputTokens: 1, outputTokens: 1 };
      trace({ traceId: "a".repeat(32), toolCalls: [], ...counts, costNanoUsd: 2n });
      return String(input);
    },
  });
  await runEval({ definition, dataset, journal });
  const before = await readAll(journal);
  await journal.close();
  await truncate(path, (await stat(path)).size - 5);
  const again = await openFileJournal(path);
  const after = await readAll(again);
  expect(after).toEqual(before.slice(0, -1));
  expect(await runEval({ definition, dataset, journal: again })).toMatchObject({
    done: 30,
    spentNanoUsd: 60n,
  });
  expect(endedTrials(await readAll(again))).toHaveLength(30);
  await again.close();
});

test("a journal that cannot be written stops the run", async () => {
  const journal = {
    ...createMemoryJournal(),
    append: () => Promise.reject(new Error("no space left")),
  };
  await expect(runEval({ definition: echo(), dataset, journal })).rejects.toThrow("no space left");
});

test("what cannot be run is said before it runs", async () => {
  expect(() => echo({ trials: 0 })).toThrow("trials is 0");
  expect(() => echo({ scorers: [exactMatch(), exactMatch()] })).toThrow('named "exact match"');
  const gate = { against: "absolute", margin: 1, onInconclusive: "fail" } as const;
  expect(() => echo({ gates: [{ scorer: "x", ...gate }] })).toThrow('a gate names "x"');
  const journal = createMemoryJournal();
  const capped = runEval({ definition: echo(), dataset, journal, costNanoUsdMax: 1n });
  await expect(capped).rejects.toThrow("limits.costNanoUsdMax");
});

const endedTrials = (records: readonly RunRecord[]): string[] =>
  records.flatMap((record) =>
    record.type === "trial" ? [`${record.caseId}#${record.trial}`] : [],
  );

async function readAll(journal: { read(): AsyncIterable<RunRecord> }): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

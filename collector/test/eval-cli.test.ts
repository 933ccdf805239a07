import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runSpanward, startSpanward } from "./spanward.ts";

// Goal: a suite that a CI job can rely on: its verdicts, its exit codes, and a run that was killed.
// Method: the example suite, in a folder of its own beside the original, run by the shipped command.

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(examples, ".eval-cli-"));
  for (const name of ["refund.eval.ts", "scripted-agent.mjs"])
    await cp(join(examples, "refund-evals", name), join(dir, name));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const evaluate = (words: readonly string[], env: Record<string, string> = {}) =>
  runSpanward(["eval", ...words, "--dir", dir], env);

async function runIds(): Promise<string[]> {
  const names = await readdir(join(dir, ".spanward", "evals"));
  const manifests = names.filter((name) => name.endsWith(".json"));
  return manifests.map((name) => name.replace(".json", "")).toSorted();
}

describe("spanward eval", () => {
  test("runs a suite, compares runs, and gates on what they show", async () => {
    const good = await evaluate(["run"]);
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).toContain("decision: 1.000");
    expect(await evaluate(["run"], { AGENT_SLIP: "0.5" })).toMatchObject({ code: 0 });
    const [base = "", candidate = ""] = await runIds();
    const compared = await evaluate(["compare", base, candidate]);
    expect(compared.stdout).toContain("Verdict: regressed");
    expect(compared.code).toBe(1);
    const back = await evaluate(["compare", candidate, base, "--json"]);
    expect(JSON.parse(back.stdout)).toMatchObject({ verdict: "improved" });
    expect(back.code).toBe(0);
    const gated = await evaluate(["gate"]);
    expect(gated.stdout).toMatch(/^FAIL +decision \(baseline\)/m);
    expect(gated.code).toBe(1);
    expect(await evaluate(["gate", candidate, "--baseline", candidate])).toMatchObject({ code: 2 });
  });

  test("a run that is killed goes on, with every trial and every score once", async () => {
    const before = await runIds();
    const slow = startSpanward(["eval", "run", "--concurrency", "1", "--dir", dir], {
      AGENT_DELAY_MS: "20",
    });
    const started = await untilNewRun(before);
    await untilRecords(started, 12);
    slow.process.kill("SIGKILL");
    await slow.ended;
    const resumed = await evaluate(["resume", started]);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain("150 of 150 trials");
    const records = await readRecords(started);
    const names = (type: string) =>
      records
        .filter((record) => record["type"] === type)
        .map((one) => JSON.stringify([one["caseId"], one["trial"], one["scorer"]]));
    expect(new Set(names("trial")).size).toBe(150);
    expect(names("trial")).toHaveLength(150);
    expect(new Set(names("score")).size).toBe(600);
    expect(names("score")).toHaveLength(600);
  });

  test("stops at its cap and says how to go on", async () => {
    const capped = await evaluate(["run", "--max-cost", "0.02"]);
    expect(capped.code).toBe(4);
    expect(capped.stderr).toMatch(/stopped \(cost\); go on: spanward eval resume \S+/);
  });

  test("ends with 5 where it cannot start", async () => {
    expect(await evaluate(["judge"])).toMatchObject({ code: 5 });
    expect(await evaluate(["run", "--alpha", "2"])).toMatchObject({ code: 5 });
    const unknown = await evaluate(["run", "--name", "returns"]);
    expect(unknown).toMatchObject({ code: 5 });
    expect(unknown.stderr).toContain('no eval is named "returns"; there are "refunds"');
  });
});

async function untilNewRun(before: readonly string[]): Promise<string> {
  for (;;) {
    const added = (await runIds()).find((id) => !before.includes(id));
    if (added !== undefined) return added;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilRecords(runId: string, count: number): Promise<void> {
  while ((await readRecords(runId)).length < count)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function readRecords(runId: string): Promise<Record<string, unknown>[]> {
  const path = join(dir, ".spanward", "evals", `${runId}.jsonl`);
  const text = await readFile(path, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

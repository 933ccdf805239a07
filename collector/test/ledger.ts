import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitForUpdate } from "@pydantic/genai-prices";
import { CostMonths, CostReport, CostTraces } from "../src/api/answers/costs.ts";
import { TraceSummary } from "../src/api/answers/trace-summary.ts";
import { readCsv } from "../src/costs/csv.ts";
import { addTallies } from "./corpus/tally-offline.ts";
import { readRuns, type Run } from "./corpus/runs.ts";
import { findCorpus } from "./corpus/scenarios.ts";
import { openTestServer } from "./open-test-server.ts";

// Goal: the ledger charges for recorded runs what the provider served, to the pico-dollar. Method: each run is
// sent to a server as it was recorded; what it should cost is calculated here from the recorder's own list
// of the provider's answers and the price list's data, in decimals, with nothing of the server's. Runs of which
// the instrumentation itself lost numbers are left out, and named. Needs the recorded runs.

interface ServedCall {
  model: string;
  api: string;
  http_status: number;
  input_tokens_total: number;
  output_tokens_total: number;
  cache_read: number;
  cache_write: number;
  cache_write_1h?: number;
}

const corpus = findCorpus();
if (corpus === null) throw new Error("the recorded runs are not here: set SPANWARD_CORPUS");
const providers = (await waitForUpdate()) ?? [];
const runs = await readRuns();
const server = await openTestServer({ costs: { everyMs: 200 } });
try {
  for (const run of runs) await send(run);
  const charged = await chargesOf(runs);
  process.exitCode = report(await Promise.all(runs.map((run) => compare(run, charged)))) ? 0 : 1;
  await checkFooting();
} finally {
  await server.remove();
}

async function send({ name, requests }: Run): Promise<void> {
  for (const { body, headers, path } of requests) {
    const init = { method: "POST", headers, body: Uint8Array.from(body) };
    for (const time of ["first", "again"]) {
      const answer = await fetch(server.url + path, init); // twice, as an exporter that saw no answer
      if (!answer.ok) throw new Error(`${name} ${time}: ${answer.status} ${await answer.text()}`);
    }
  }
}

/** What the ledger says of a trace. */
interface Charged {
  pico: bigint;
  unknown: boolean; // it has calls of unknown cost
}

/** Charges by trace, once the ledger has come to rest. */
async function chargesOf(all: Run[]): Promise<Map<string, Charged>> {
  let before = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const status: { ingest: { waiting: number } } = await (await get("/api/status")).json();
    const text = await (await get("/api/costs/months")).text();
    if (status.ingest.waiting === 0 && text === before) break;
    before = text;
  }
  const traces = new Map<string, Charged>();
  for (const { month } of CostMonths.parse(JSON.parse(before)).months) {
    const page = CostTraces.parse(
      await (await get(`/api/costs/traces?month=${month}&limit=1000`)).json(),
    );
    if (page.truncated) throw new Error(`${month} has more traces than a page`);
    for (const { costUsd, traceId, unpricedCalls } of page.traces) {
      const { pico, unknown } = traces.get(traceId) ?? { pico: 0n, unknown: false };
      traces.set(traceId, {
        pico: pico + picoOf(costUsd),
        unknown: unknown || unpricedCalls > 0,
      });
    }
  }
  print(`${all.length} runs sent twice, ${traces.size} traces charged`);
  return traces;
}

interface Comparison {
  name: string;
  left: string; // why the run is left out: the payload does not tell what was served; "": it is not
  expected: bigint;
  charged: bigint;
}

async function compare(run: Run, charges: Map<string, Charged>): Promise<Comparison> {
  const truth: { calls?: ServedCall[] } = JSON.parse(
    await readFile(join(corpus ?? "", `${run.name}.truth.json`), "utf8"),
  );
  const expected = (truth.calls ?? [])
    .filter(({ http_status: status }) => status === 200)
    .reduce((sum, call) => sum + costOf(call), 0n);
  const of = run.traceIds.flatMap((id) => charges.get(id) ?? []);
  const charged = of.reduce((sum, { pico }) => sum + pico, 0n);
  const { outcome } = run.verdict(await tallyOf(run));
  const right = charged === expected;
  const told = run.requests.map(({ body }) => Buffer.from(body).toString()).join("");
  const untraced = (truth.calls ?? []).some(({ model }) => !told.includes(model));
  let left = "";
  if (truth.calls?.length === 0) left = "no provider was asked";
  else if (!right && of.some(({ unknown }) => unknown)) left = "unknown cost, and said to be";
  else if (!right && untraced) left = "a call was not traced";
  else if (!right && outcome !== "exact") left = "tokens were lost";
  return { name: run.name, left, expected, charged };
}

async function tallyOf({ traceIds }: Run) {
  const tallies = traceIds.map(async (id) => {
    const answer = await get(`/api/traces/${id}`, false);
    if (!answer.ok) return [];
    const { llmCalls, toolNames, usage } = TraceSummary.parse(await answer.json());
    if (usage === null) return [{ llmCalls, toolNames, usage }];
    const {
      cacheReadTokens: cacheRead,
      cacheWriteTokens: cacheWrite,
      inputTokens,
      outputTokens,
    } = usage;
    return [
      {
        llmCalls,
        toolNames,
        usage: { input: inputTokens, output: outputTokens, cacheRead, cacheWrite },
      },
    ];
  });
  return addTallies((await Promise.all(tallies)).flat());
}

/** What the provider's answer costs: price for a million times tokens, in pico-dollars, without a float. */
function costOf(call: ServedCall): bigint {
  const model = providers
    .filter(({ id }) => ["anthropic", "google", "openai"].includes(id))
    .flatMap(({ models }) => models)
    .find(({ id }) => id === call.model);
  if (!model) throw new Error(`no price for ${call.model}`);
  const prices = Array.isArray(model.prices) ? model.prices[0]?.prices : model.prices;
  const price = (name: string, fallback: string): bigint => {
    const found = prices?.[name] ?? prices?.[fallback] ?? 0;
    return microsOf(typeof found === "number" ? found : found.base);
  };
  const hourly = call.cache_write_1h ?? 0;
  const plain = call.input_tokens_total - call.cache_read - call.cache_write;
  return (
    BigInt(plain) * price("input_mtok", "") +
    BigInt(call.cache_read) * price("cache_read_mtok", "input_mtok") +
    BigInt(call.cache_write - hourly) * price("cache_write_mtok", "input_mtok") +
    BigInt(hourly) * price("cache_write_1h_mtok", "cache_write_mtok") +
    BigInt(call.output_tokens_total) * price("output_mtok", "")
  );
}

/** Dollars for a million tokens are micro-dollars, and so a millionth of it pico-dollars, for one. */
function microsOf(price: number): bigint {
  const [whole = "0", fraction = ""] = String(price).split(".");
  if (fraction.length > 6 || /e/.test(String(price))) throw new Error(`${price} is not exact`);
  return BigInt(whole + fraction.padEnd(6, "0"));
}

function picoOf(usd: string): bigint {
  const [whole = "0", fraction = ""] = usd.split(".");
  return BigInt(whole + fraction.padEnd(12, "0"));
}

function report(comparisons: Comparison[]): boolean {
  const whole = comparisons.filter(({ left }) => left === "");
  const wrong = whole.filter(({ charged, expected }) => charged !== expected);
  for (const { charged, expected, name } of wrong) {
    print(`differs  ${name.padEnd(48)} charged ${charged}, served ${expected} pico-dollars`);
  }
  for (const { left, name } of comparisons.filter((one) => one.left !== "")) {
    print(`left out ${name.padEnd(48)} ${left}`);
  }
  const sum = (of: (one: Comparison) => bigint) =>
    whole.reduce((total, one) => total + of(one), 0n);
  print(`charged ${sum(({ charged }) => charged)} pico-dollars for ${whole.length} runs`);
  print(`served  ${sum(({ expected }) => expected)} pico-dollars`);
  return wrong.length === 0 && whole.length > 0;
}

/** Rows and rounding foot to the total, and the same question is answered with the same bytes. */
async function checkFooting(): Promise<void> {
  const { months } = CostMonths.parse(await (await get("/api/costs/months")).json());
  for (const { month } of months) {
    const path = `month=${month}&by=model`;
    const { roundingUsd, rows, total } = CostReport.parse(
      await (await get(`/api/costs?${path}`)).json(),
    );
    const rounded = rows.reduce((sum, row) => sum + picoOf(row.roundedUsd), 0n);
    const foots = rounded + signed(roundingUsd) === picoOf(total.roundedUsd);
    const focus = readCsv(await (await get(`/api/costs/focus.csv?month=${month}`)).text());
    const billed = focus[0]?.indexOf("BilledCost") ?? -1;
    const focusSum = focus.slice(1).reduce((sum, row) => sum + signed(row[billed] ?? "0"), 0n);
    const files = ["report.csv", "report.pdf", "focus.csv", "focus.parquet"];
    const same = await Promise.all(files.map((name) => isSame(`/api/costs/${name}?${path}`)));
    print(
      `${month}: rows ${foots ? "foot" : "do NOT foot"}; FOCUS ${focusSum === picoOf(total.costUsd) ? "sums" : "does NOT sum"} to the total; ` +
        `files twice: ${files.map((name, i) => `${name} ${same[i] ? "same" : "DIFFERENT"}`).join(", ")}`,
    );
    if (!foots || focusSum !== picoOf(total.costUsd) || same.includes(false)) process.exitCode = 1;
  }
}

function signed(usd: string): bigint {
  return usd.startsWith("-") ? -picoOf(usd.slice(1)) : picoOf(usd);
}

async function isSame(path: string): Promise<boolean> {
  const [one, other] = [
    new Uint8Array(await (await get(path)).arrayBuffer()),
    new Uint8Array(await (await get(path)).arrayBuffer()),
  ];
  return Buffer.from(one).equals(Buffer.from(other));
}

async function get(path: string, demand = true): Promise<Response> {
  const answer = await fetch(server.url + path);
  if (demand && !answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

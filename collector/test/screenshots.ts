import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exhibits } from "../src/demo/exhibits.ts";
import { generateDemo } from "../src/demo/index.ts";
import { openBrowser } from "./browser.ts";
import { readRuns } from "./corpus/runs.ts";
import { openTestServer } from "./open-test-server.ts";
import { openPage } from "./ui-page.ts";

// Goal: every page can be looked at, in both themes, with the demo and with recorded runs in it.
// Method: a server of its own and a real browser; pictures go to a folder that is not kept.
// `npm run screenshots -- --only compare --width 1280`

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    width: { type: "string", default: "1440" },
    traces: { type: "string", default: "1500" },
  },
});
const folder = fileURLToPath(new URL("../../test-results/screenshots/", import.meta.url));
const recordedProject = "recorded";

const server = await openTestServer();
const browser = await openBrowser();
try {
  const now = Date.now();
  await sendDemo(now);
  const recorded = await sendRecorded();
  await allStored();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const shots = [...demoPages(now), ...recorded].filter(({ name }) => name.includes(values.only));
  for (const shot of shots) {
    for (const theme of ["light", "dark"] as const) await take(shot, theme);
  }
} finally {
  await browser.close();
  await server.remove();
}

interface Shot {
  name: string;
  path: string;
}

/** Every page, and every way to look at a trace. */
function demoPages(now: number): Shot[] {
  const ids = new Map(exhibits(1, now).map(({ id, traceId }) => [id, traceId]));
  const trace = (id: string) => `/traces/${ids.get(id) ?? ""}`;
  const failed = trace("failed-refund");
  return [
    { name: "overview", path: "/?range=30d" },
    { name: "traces", path: "/traces?range=30d" },
    { name: "traces-search", path: "/traces?range=30d&q=status:error" },
    { name: "sessions", path: "/sessions?range=30d" },
    { name: "live", path: "/live" },
    { name: "latency", path: "/latency?range=30d" },
    { name: "usage", path: "/usage?range=30d&by=businessUnit" },
    { name: "costs", path: "/costs?range=30d" },
    { name: "settings", path: "/settings" },
    { name: "trace", path: failed },
    { name: "trace-map", path: `${trace("handoffs")}?view=map` },
    { name: "trace-path", path: `${trace("handoffs")}?view=path` },
    { name: "trace-transcript", path: `${failed}?view=transcript` },
    { name: "trace-breakdown", path: `${failed}?view=cost` },
    { name: "trace-flame", path: `${trace("endless-loop")}?view=flame` },
    { name: "trace-loop", path: trace("endless-loop") },
    { name: "trace-approval", path: trace("waiting-for-approval") },
    { name: "trace-attributes", path: `${failed}?tab=attrs` },
    { name: "trace-hostile", path: trace("hostile-content") },
    { name: "trace-missing", path: `/traces/${"0".repeat(31)}1` },
    { name: "compare", path: `/traces/compare?a=last-good&b=${ids.get("failed-refund") ?? ""}` },
    { name: "compare-nothing", path: "/traces/compare" },
    { name: "nowhere", path: "/nowhere" },
  ];
}

async function sendDemo(now: number): Promise<void> {
  for await (const { body, contentType } of generateDemo({ now, traces: Number(values.traces) })) {
    await post("/v1/traces", { "content-type": contentType }, body);
  }
}

/** Runs that were recorded, one of each kind of sender, in a project of their own. */
async function sendRecorded(): Promise<Shot[]> {
  const bySender = new Map((await readRuns()).map((run) => [run.name.split("/")[0], run]));
  const shots: Shot[] = [{ name: "recorded-traces", path: "/traces?range=365d&project=recorded" }];
  for (const { name, requests, traceIds } of bySender.values()) {
    for (const { body, headers, path } of requests) {
      await post(path, { ...headers, "x-spanward-project": recordedProject }, body);
    }
    const [traceId] = traceIds;
    if (traceId === undefined) continue;
    const file = `recorded-${name.replaceAll(/[^\w.-]+/g, "-")}`;
    shots.push({ name: file, path: `/traces/${traceId}?project=${recordedProject}` });
  }
  return shots;
}

async function post(path: string, headers: Record<string, string>, body: Uint8Array) {
  const answer = await fetch(server.url + path, {
    method: "POST",
    headers,
    body: Uint8Array.from(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

async function allStored(): Promise<void> {
  for (;;) {
    const answer = await fetch(`${server.url}/api/status`);
    const { ingest }: { ingest: { waiting: number } } = await answer.json();
    if (ingest.waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function take({ name, path }: Shot, theme: "light" | "dark"): Promise<void> {
  const width = Number(values.width);
  const { page, complaints } = await openPage(browser, server.url, { theme, width });
  await page.goto(path);
  await page.waitForLoadState("networkidle").catch(() => {}); // a page that keeps asking never is
  await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  await page.context().close();
  process.stdout.write(`${name}-${theme}.png ${complaints.join(" | ")}\n`);
}

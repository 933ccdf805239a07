import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { type BenchTraces, sendBenchTraces } from "./bench-ui/bench-traces.ts";
import { type Figure, median, passes, printFigures, quantile } from "./bench-ui/figure.ts";
import {
  clockOf,
  drawReference,
  readLongTasks,
  scrollFrames,
  watchPage,
} from "./bench-ui/in-page.ts";
import { lookAtTrace, type Opened } from "./bench-ui/look-at-trace.ts";
import { openBrowser } from "./browser.ts";
import { openTestServer } from "./open-test-server.ts";
import { findBarriers, openPage } from "./ui-page.ts";
import { measureUi } from "./ui-sizes.ts";

// Goal: a trace of any size is read without waiting. Method: a built interface in a headless browser,
// against a server of its own that holds the traces with their content. Counts gate: the command fails
// when one is over. Times are medians of several runs, and stand beside a reference drawn in the same run.

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    spans: { type: "string", default: "1000,10000,100000" },
    json: { type: "string" },
  },
});
const runs = Number(values.runs);
const tree = '[role="treegrid"]';
const figures: Figure[] = [];
const server = await openTestServer();
const browser = await openBrowser();
try {
  const traces = await sendBenchTraces(server.url, values.spans.split(",").map(Number));
  const reference = [await measureReference()];
  for (const { spans, traceId } of traces.sized) await measureTrace(spans, traceId);
  await measureMap(traces);
  await measureLoop(traces);
  await measureSizes();
  await measureList();
  await measureBarriers(traces);
  await measurePayload(traces);
  reference.push(await measureReference());
  const inOrder = figures.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  process.stdout.write(printFigures(inOrder, reference));
  if (values.json) {
    await writeFile(values.json, `${JSON.stringify({ reference, figures: inOrder }, null, 2)}\n`);
  }
  if (inOrder.some((figure) => figure.kind === "count" && !passes(figure))) process.exitCode = 1;
} finally {
  await browser.close();
  await server.remove();
}

/** Opens a page, hands it over, and closes it. */
async function visit<T>(path: string, look: (page: Page) => Promise<T>): Promise<T> {
  const { page } = await openPage(browser, server.url);
  await watchPage(page);
  try {
    await page.goto(path);
    return await look(page);
  } finally {
    await page.context().close();
  }
}

/** The median of some runs of one measurement. */
function timeFigure(about: Pick<Figure, "id" | "what" | "target">, taken: readonly number[]): void {
  figures.push({ ...about, value: median(taken), unit: "ms", kind: "time", runs: taken });
}

async function measureReference(): Promise<number> {
  return visit("/settings", async (page) => {
    const taken: number[] = [];
    for (let run = 0; run < 5; run++) taken.push(await drawReference(page));
    return median(taken);
  });
}

async function measureTrace(spans: number, traceId: string): Promise<void> {
  const size = `${spans.toLocaleString("en")} spans`;
  const isLarge = spans > 20_000;
  await measureSkeleton({ traceId, size, isLarge });
  const opened: Opened[] = [];
  for (let run = 0; run < runs; run++)
    opened.push(await visit(`/traces/${traceId}`, (page) => lookAtTrace(page, traceId)));
  const of = (read: (each: Opened) => number) => opened.map(read);
  if (isLarge) {
    timeFigure(
      { id: "P2", what: `parse and prepare, ${size}`, target: 60 },
      of((o) => o.prepareMs),
    );
    timeFigure(
      { id: "P9", what: `fold repeats, ${size}`, target: 50 },
      of((o) => o.foldMs),
    );
  }
  timeFigure(
    { id: "P3", what: `first row after the data, ${size}`, target: 150 },
    of((o) => o.firstRowMs),
  );
  figures.push({
    id: "P4",
    what: `elements on the page, ${size}, most of all pictures`,
    target: 1500,
    value: Math.max(...of((o) => o.nodes)),
    unit: "nodes",
    kind: "count",
  });
  timeFigure(
    { id: "P5", what: `scroll a frame, script and layout, p50, ${size}`, target: 12 },
    of((o) => o.scroll.p50),
  );
  timeFigure(
    { id: "P5", what: `scroll a frame, script and layout, p95, ${size}`, target: 35 },
    of((o) => o.scroll.p95),
  );
  timeFigure(
    { id: "P5", what: `zoom, script and layout, p50, ${size}`, target: 8 },
    of((o) => o.zoomMs),
  );
  for (const name of ["arrow", "search", "fold", "filter"] as const) {
    timeFigure(
      { id: "P6", what: `${name}, p50, ${size}`, target: 100 },
      of((o) => o[name]),
    );
  }
  figures.push({
    id: "P7",
    what: `rectangles of the flame for each pixel, ${size}`,
    target: 1,
    value: Math.max(...of((o) => o.rectsPerPixel)),
    unit: "rectangles",
    kind: "count",
  });
}

async function measureSkeleton(about: { traceId: string; size: string; isLarge: boolean }) {
  const { traceId, size, isLarge } = about;
  const taken: number[] = [];
  let bytes = 0;
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    const text = await (await fetch(`${server.url}/api/traces/${traceId}/skeleton`)).text();
    taken.push(performance.now() - start);
    bytes = gzipSync(text).length;
  }
  figures.push({
    id: "P1",
    what: `structure as gzip sends it, ${size}`,
    target: isLarge ? 2000 : 250,
    value: bytes / 1000,
    unit: "KB",
    kind: "count",
  });
  const target = isLarge ? 1500 : 300;
  timeFigure({ id: "P1", what: `structure from the server, p95 of 5, ${size}`, target }, [
    quantile(taken, 0.95),
  ]);
}

async function measureMap({ agents }: BenchTraces): Promise<void> {
  const taken: number[] = [];
  const blocked: number[] = [];
  for (let run = 0; run < runs; run++) {
    await visit(`/traces/${agents}`, async (page) => {
      await page.getByRole("row", { selected: true }).waitFor();
      await page.waitForTimeout(500);
      const since = await clockOf(page);
      await page.keyboard.press("2");
      await page.locator("article").first().waitFor();
      taken.push((await clockOf(page)) - since);
      await page.waitForTimeout(300);
      blocked.push((await readLongTasks(page, since)).count);
    });
  }
  timeFigure({ id: "P8", what: "map of 30 agents, its code loaded as well", target: 150 }, taken);
  const about = { id: "P8", what: "tasks over 50 ms meanwhile, median", target: 0 };
  figures.push({ ...about, value: median(blocked), unit: "tasks", kind: "time", runs: blocked });
}

async function measureLoop({ loop }: BenchTraces): Promise<void> {
  const rows = await visit(`/traces/${loop}`, async (page) => {
    const list = page.locator(tree);
    await list.waitFor();
    return Number(await list.getAttribute("aria-rowcount"));
  });
  const about = { id: "P9", what: "rows of a loop of 5,000 steps", target: 1200 };
  figures.push({ ...about, value: rows, unit: "rows", kind: "count" });
}

async function measureSizes(): Promise<void> {
  for (const { what, bytes, bytesMax } of await measureUi()) {
    if (!/^(initial|TracePage|largest)/.test(what)) continue;
    const [value, target] = [bytes / 1000, bytesMax / 1000];
    figures.push({ id: "P10", what, target, value, unit: "KB", kind: "count" });
  }
}

async function measureList(): Promise<void> {
  const [frames, facets]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    await visit("/traces", async (page) => {
      const grid = '[role="grid"]';
      await page.locator(`${grid} [role="row"]`).nth(5).waitFor();
      frames.push(median(await scrollFrames(page, grid, 300)));
      const facet = page.locator("aside input, aside button").first();
      const start = await clockOf(page);
      if ((await facet.count()) === 0) return;
      await facet.click();
      facets.push((await clockOf(page)) - start);
    });
  }
  timeFigure({ id: "P11", what: "scroll a frame of 5,000 traces, p50", target: 16 }, frames);
  timeFigure({ id: "P11", what: "a facet answers a click", target: 150 }, facets);
}

async function measureBarriers({ loop, agents }: BenchTraces): Promise<void> {
  const pages = ["/", "/traces", "/sessions", "/latency", "/usage", "/settings"];
  const pictures = ["timeline", "flame", "map", "path", "cost"].flatMap((view) =>
    [loop, agents].map((id) => `/traces/${id}?view=${view}`),
  );
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    const { page } = await openPage(browser, server.url, { theme });
    for (const path of [...pages, ...pictures]) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      found.push(...(await findBarriers(page)).map((barrier) => `${theme} ${path} ${barrier}`));
    }
    await page.context().close();
  }
  for (const barrier of found) process.stdout.write(`${barrier}\n`);
  figures.push({
    id: "P12",
    what: `axe, WCAG 2.2 A and AA, ${pages.length + pictures.length} pages, two themes`,
    target: 0,
    value: found.length,
    unit: "violations",
    kind: "count",
  });
}

async function measurePayload({ large }: BenchTraces): Promise<void> {
  const [usable, longest]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    await visit(`/traces/${large}`, async (page) => {
      await page.getByRole("row", { selected: true }).waitFor();
      const since = await clockOf(page);
      await page
        .getByRole("region", { name: "Selected step" })
        .getByText("lorem")
        .first()
        .waitFor();
      usable.push((await clockOf(page)) - since);
      await page.waitForTimeout(500);
      longest.push((await readLongTasks(page, 0)).longestMs);
    });
  }
  timeFigure({ id: "P13", what: "the start of 20 MB can be read", target: 300 }, usable);
  timeFigure({ id: "P13", what: "longest task meanwhile", target: 200 }, longest);
}

import type { Page } from "playwright-core";
import { median, quantile } from "./figure.ts";
import {
  actAndWait,
  countNodes,
  pressAndWait,
  pressFrames,
  readTimings,
  scrollFrames,
} from "./in-page.ts";

/** What one opening of a trace showed. */
export interface Opened {
  prepareMs: number;
  foldMs: number;
  firstRowMs: number;
  nodes: number; // most of all pictures
  scroll: { p50: number; p95: number };
  zoomMs: number;
  arrow: number; // ms, as all that follow
  search: number;
  fold: number;
  filter: number;
  rectsPerPixel: number; // of the flame: what was drawn, for each pixel of each lane
}

/** Opens a trace and does with it what a reader does. */
export async function lookAtTrace(page: Page, traceId: string): Promise<Opened> {
  await page.getByRole("row", { selected: true }).waitFor();
  await page.waitForTimeout(500);
  const timings = await readTimings(page);
  const parseMs = await parseTime(page, traceId);
  const nodes = await countNodes(page);
  const frames = await scrollFrames(page, '[role="treegrid"]', 100);
  const zoom = await pressFrames(page, "+", 10);
  await pressAndWait(page, "0", 1);
  const arrow = await pressAndWait(page, "ArrowDown", 10);
  const { search, fold, filter } = await useControls(page);
  return {
    prepareMs: parseMs + timings.decodeMs,
    foldMs: timings.foldMs,
    firstRowMs: timings.firstRowMs,
    scroll: { p50: median(frames), p95: quantile(frames, 0.95) },
    zoomMs: median(zoom),
    arrow: median(arrow),
    search: median(search),
    fold: median(fold),
    filter: median(filter),
    nodes: Math.max(nodes, await nodesOfPictures(page)),
    rectsPerPixel: await rectsOfFlame(page),
  };
}

/** The browser parses the answer before anybody can see when: so it is parsed once more. */
function parseTime(page: Page, traceId: string): Promise<number> {
  return page.evaluate(async (id) => {
    const text = await (await fetch(`/api/traces/${id}/skeleton`)).text();
    const start = performance.now();
    JSON.parse(text);
    return performance.now() - start;
  }, traceId);
}

async function useControls(page: Page) {
  const into = 'input[aria-label="Find in this trace"]';
  const kind = '[aria-label^="Own time by kind"] button';
  const [search, fold, filter]: number[][] = [[], [], []];
  for (const type of ["t", "to", "tool", "tool:"]) {
    search?.push(await actAndWait(page, { type, into }));
  }
  await actAndWait(page, { type: "", into });
  for (const name of ["Fold all", "Open all"]) {
    fold?.push(await actAndWait(page, { click: `button[aria-label="${name}"]` }));
  }
  for (let click = 0; click < 2; click++) filter?.push(await actAndWait(page, { click: kind }));
  return { search: search ?? [], fold: fold ?? [], filter: filter ?? [] };
}

async function nodesOfPictures(page: Page): Promise<number> {
  const nodes: number[] = [];
  for (const [view, found] of [
    ["Agent map", "article"],
    ["Path", '[aria-label="Path of the run"] button'],
    ["Breakdown", '[aria-label="Breakdown"] [role="grid"]'],
  ] as const) {
    await page.getByRole("button", { name: view, exact: true }).click();
    await page.locator(found).first().waitFor();
    nodes.push(await countNodes(page));
  }
  return Math.max(...nodes);
}

async function rectsOfFlame(page: Page): Promise<number> {
  await page.getByRole("button", { name: "Timeline", exact: true }).click();
  await page.getByRole("button", { name: "Show as a flame" }).click();
  const flame = page.locator("canvas[data-rects]");
  await flame.waitFor();
  return flame.evaluate((element) => {
    const lanes = Math.ceil(element.clientHeight / 20) + 1;
    return Number(element.dataset["rects"]) / (element.clientWidth * lanes);
  });
}

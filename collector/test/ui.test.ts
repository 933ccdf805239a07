import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openControlStore } from "../src/control/open-control-store.ts";
import { generateDemo } from "../src/demo/index.ts";
import { openBrowser } from "./browser.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { newTrace, sendTrace } from "./traces.ts";
import { findBarriers, openPage, type PageOptions } from "./ui-page.ts";

// Goal: every page works with real data, for the eye, the keyboard and a screen reader.
// Method: a real browser against a real server with some of the demo in it.

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  browser = await openBrowser();
  server = await openTestServer();
  for await (const { body, contentType } of generateDemo({ now: Date.now(), traces: 200 })) {
    const headers = { "content-type": contentType };
    const answer = await fetch(`${server.url}/v1/traces`, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
  await vi.waitUntil(async () => (await readStatus(server)).ingest.waiting === 0, patience);
});

afterAll(async () => {
  await browser.close();
  await server.remove();
});

const readStatus = async ({ url }: TestServer): Promise<{ ingest: { waiting: number } }> =>
  (await fetch(`${url}/api/status`)).json();

/** Long enough for a busy machine. */
const patience = { timeout: 60_000 };

/** Opens a page of a server, for one test. */
async function open(path: string, options: PageOptions & { of?: TestServer } = {}) {
  const watched = await openPage(browser, (options.of ?? server).url, options);
  onTestFinished(() => watched.page.context().close());
  await watched.page.goto(path);
  return watched;
}

const rowsOf = (page: Page) =>
  page
    .getByRole("grid")
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

/** The trace at a place of the list, counted from 0, by its address. */
const traceAt = async (page: Page, index: number) =>
  page.locator(`#trace-${index}`).getAttribute("href");

const pages = [
  { path: "/?range=30d", shows: "Agents by tokens" },
  { path: "/traces?range=30d", shows: "refund-agent" },
  { path: "/sessions?range=30d", shows: "First input" },
  { path: "/latency?range=30d", shows: "Total time" },
  { path: "/usage?range=30d&by=businessUnit", shows: "Retail" },
  { path: "/settings", shows: "Endpoints" },
  { path: "/nowhere", shows: "There is no page here" },
];

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(pages)("$path opens without complaint or barrier", async ({ path, shows }) => {
    const { page, complaints } = await open(path, { theme });
    await page.getByText(shows).first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a session and a trace open without complaint or barrier", async () => {
    const { page, complaints } = await open("/sessions?range=30d", { theme });
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: "session-" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("main").getByRole("listitem").getByRole("link").first().click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    await page.getByRole("treegrid").or(page.getByRole("tree")).first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("what opens over a page has no barrier either", async () => {
    const { page, complaints } = await open("/traces?range=30d", { theme });
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A page, a trace id").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Last 30 days" }).click();
    expect(await findBarriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("the list of traces", () => {
  test("narrows by what is typed, and the address keeps it", async () => {
    const { page } = await open("/traces?range=30d");
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("status:error agent:refund-agent");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=status:error\+agent:refund-agent/);
    const answer = await fetch(`${server.url}/api/traces/facets?status=error&agent=refund-agent`);
    const { total }: { total: number } = await answer.json();
    expect(total).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await rowsOf(page).count()).toBe(total), patience);
    expect(await page.getByTitle("Error", { exact: true }).count()).toBe(total);
  });

  test("narrows by a facet, and back again", async () => {
    const { page } = await open("/traces?range=30d");
    const facet = page.getByRole("group", { name: "Agent" }).getByTitle("claims-intake");
    await facet.click();
    await page.waitForURL(/q=agent:claims-intake/);
    expect(await facet.getAttribute("aria-pressed")).toBe("true");
    await page.goBack();
    await vi.waitFor(
      async () => expect(await facet.getAttribute("aria-pressed")).toBe("false"),
      patience,
    );
  });

  test("opens as its address says", async () => {
    const { page } = await open("/traces?q=status:error+tool:run_query&range=7d&zone=Asia/Kolkata");
    await page.getByText("Start (Asia/Kolkata)").waitFor();
    expect(await page.getByLabel("Search traces").inputValue()).toBe("status:error tool:run_query");
    expect(await page.getByRole("button", { name: "Last 7 days" }).count()).toBe(1);
  });

  test("says what it does not understand, and where, and goes on when that is mended", async () => {
    const { page } = await open("/traces?q=status:error+colour:red&range=30d");
    const slip = page.getByRole("button", { name: "colour:red There is no field colour" });
    await slip.waitFor();
    await page.getByText('q: at character 14, "colour:red"').waitFor(); // the server says it too
    const box = page.getByLabel("Search traces");
    expect(await box.getAttribute("aria-invalid")).toBe("true");
    await slip.click();
    await page.keyboard.type("agent:refund-*");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=status:error\+agent:refund-\*/);
    await rowsOf(page).first().waitFor();
    expect(await slip.count()).toBe(0);
  });

  test("completes what is typed, by the keyboard alone", async () => {
    const { page, complaints } = await open("/traces?range=30d");
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("ag");
    await page.getByRole("option", { name: "agent:" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press("Tab");
    await page.getByRole("option", { name: "claims-intake" }).waitFor();
    await page.keyboard.type("claims");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=agent:claims-intake/);
    const box = page.getByLabel("Search traces");
    expect((await box.inputValue()).trim()).toBe("agent:claims-intake");
    expect(complaints).toEqual([]);
  });

  test("is walked by keys, and the way back leads to the same row", async () => {
    const { page } = await open("/traces?range=30d");
    await rowsOf(page).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.locator("#trace-2[data-current]").waitFor();
    await page.keyboard.press("End");
    const last = page.locator("#trace-99[data-current]");
    await last.waitFor();
    const href = await traceAt(page, 99);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}${href}`);
    await page.goBack();
    await last.waitFor();
    expect(await traceAt(page, 99)).toBe(href);
  });

  test("loads more as one scrolls", async () => {
    const { page } = await open("/traces?range=30d");
    await rowsOf(page).first().waitFor();
    const grid = page.getByRole("grid");
    await grid.press("End");
    await page.locator("#trace-99").waitFor();
    await vi.waitFor(async () => {
      await grid.press("End");
      expect(await page.locator("#trace-150, #trace-199, #trace-213").count()).toBeGreaterThan(0);
    }, patience);
  });

  test("takes a period from the strip", async () => {
    const { page } = await open("/traces?range=30d");
    await rowsOf(page).first().waitFor();
    const strip = page.getByRole("img", { name: /^Traces over time/ });
    const box = await strip.boundingBox();
    if (!box) throw new Error("no strip");
    await page.mouse.move(box.x + box.width * 0.7, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
    await page.mouse.up();
    await page.waitForURL(/range=/);
    expect(decodeURIComponent(page.url())).toMatch(/range=20[^,]+Z,20[^,]+Z/);
    await rowsOf(page).first().waitFor();
  });

  test("offers what came since, and shows it when asked", async () => {
    const { page } = await open("/traces");
    await page.getByRole("heading", { name: "Traces" }).waitFor();
    await rowsOf(page).first().waitFor();
    const { traceId, body } = newTrace();
    await sendTrace(server.url, body);
    await page.getByRole("button", { name: "1 new" }).click();
    await vi.waitFor(
      async () => expect(await traceAt(page, 0)).toBe(`/traces/${traceId}`),
      patience,
    );
  });
});

test("a chart is a table and a file too", async () => {
  const { page, complaints } = await open("/usage?range=30d&by=model&measure=cost");
  await page.getByRole("button", { name: "View as table" }).click();
  await page.getByRole("columnheader", { name: "Time (UTC)" }).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("usage by model.csv");
  const text = await readFile(await file.path(), "utf8");
  expect(text.slice(1).split("\r\n")[0]).toBe(
    "Time (UTC),Model,Calls,Input tokens,Output tokens,Cost USD",
  );
  expect(complaints).toEqual([]);
});

describe("an empty server", () => {
  test("says so, and opens the first trace by itself", async () => {
    const empty = await openTestServer();
    onTestFinished(() => empty.remove());
    const { page, complaints } = await open("/", { of: empty });
    await page.getByText("Nothing has arrived yet.").waitFor();
    expect(await page.getByText(`curl -sS ${empty.url}/v1/traces`).count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);

    const refused = await sendTrace(empty.url, "this is no trace");
    expect(refused.status).toBe(400);
    await page.getByText("×").first().waitFor();

    const { traceId, body } = newTrace();
    await sendTrace(empty.url, body);
    await page.waitForURL(`${empty.url}/traces/${traceId}`);
    await page.getByText("chat gpt-5").first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("loads demo data, and tells how far it is", async () => {
    const empty = await openTestServer();
    onTestFinished(() => empty.remove());
    const { page, complaints } = await open("/", { of: empty });
    await page.getByRole("button", { name: "Load demo data" }).click();
    await page.getByRole("progressbar", { name: "Loading" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("link", { name: "Go there" }).click();
    await page.getByRole("heading", { name: "Traces over time" }).waitFor();
    expect(new URL(page.url()).searchParams.get("project")).toBe("demo");
    expect(complaints).toEqual([]);
  });

  test("explains every list that has nothing to show", async () => {
    const empty = await openTestServer();
    onTestFinished(() => empty.remove());
    const { page } = await open("/traces", { of: empty });
    for (const [path, title] of [
      ["/traces", "Project default has no traces yet"],
      ["/sessions", "No sessions in this period"],
      ["/latency", "No steps in this period"],
      ["/usage", "No model was called in this period"],
    ] as const) {
      await page.goto(path);
      await page.getByText(title).waitFor();
      expect(await findBarriers(page)).toEqual([]);
    }
  });
});

test("a server with keys asks for one, once", async () => {
  const guarded = await openTestServer();
  onTestFinished(() => guarded.remove());
  const control = await openControlStore(guarded.dataDir);
  const { key } = await control.addKey({ project: "shop", name: "test" });
  await control.close();
  await vi.waitUntil(() => guarded.guarded(), patience);

  const { page } = await open("/traces", { of: guarded });
  await page.getByLabel("API key").fill("sw_wrong");
  await page.keyboard.press("Enter");
  await page.getByText("unknown or revoked").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel("API key").fill(key);
  await page.keyboard.press("Enter");
  await page.getByText("Project shop has no traces yet").waitFor();
  await page.reload();
  await page.getByText("Project shop has no traces yet").waitFor();
  expect(await page.getByLabel("API key").count()).toBe(0);
});

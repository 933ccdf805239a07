import { randomBytes } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { generateDemo } from "../src/demo/index.ts";
import { openBrowser } from "./browser.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { sendTrace } from "./traces.ts";
import { findBarriers, openPage, type PageOptions } from "./ui-page.ts";

// Goal: what one looks for is found, kept and followed, from the box to the saved view and the live tail.
// Method: the journeys in a real browser against a real server with some of the demo in it.

let browser: Browser;
let server: TestServer;
const patience = { timeout: 60_000 };

beforeAll(async () => {
  browser = await openBrowser();
  server = await openTestServer();
  for await (const { body, contentType } of generateDemo({ now: Date.now(), traces: 120 })) {
    const headers = { "content-type": contentType };
    await fetch(`${server.url}/v1/traces`, { method: "POST", headers, body: new Uint8Array(body) });
  }
  await vi.waitUntil(async () => {
    const status = await (await fetch(`${server.url}/api/status`)).json();
    return status.ingest.waiting === 0;
  }, patience);
});

afterAll(async () => {
  await browser.close();
  await server.remove();
});

async function open(path: string, options: PageOptions = {}) {
  const watched = await openPage(browser, server.url, options);
  onTestFinished(() => watched.page.context().close());
  await watched.page.goto(path);
  return watched;
}

const firstRow = (page: Page) => page.locator("#trace-0");

describe("the list of traces", () => {
  test("is filtered, given a name, and found again by it, as it was", async () => {
    const { page, complaints } = await open("/traces?range=30d");
    await firstRow(page).waitFor();
    await page.getByRole("group", { name: "Agent" }).getByTitle("claims-intake").click();
    await page.waitForURL(/q=agent:claims-intake/);
    await page.getByRole("columnheader", { name: "Cost" }).getByRole("button").click();
    await page.waitForURL(/sort=-cost/);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByLabel("Models").check();
    await page.getByLabel("LLM", { exact: true }).uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByLabel("Name of the view").fill("Dear claims");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: "Dear claims" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);

    await page.goto("/traces");
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByRole("link", { name: "Dear claims" }).click();
    await page.waitForURL(/q=agent:claims-intake.*range=30d.*sort=-cost.*cols=/);
    await page.reload();
    await firstRow(page).waitFor();
    const cost = page.getByRole("columnheader", { name: "Cost" });
    expect(await cost.getAttribute("aria-sort")).toBe("descending");
    expect(await page.getByRole("columnheader", { name: "Models" }).count()).toBe(1);
    expect(await page.getByRole("columnheader", { name: "LLM" }).count()).toBe(0);
    expect(await page.getByLabel("Search traces").inputValue()).toBe("agent:claims-intake");
    expect(complaints).toEqual([]);
  });

  test("shows where a trace says what is looked for, with the hit marked", async () => {
    const { page } = await open('/traces?range=30d&q="REFUND"+status:error', { theme: "dark" });
    await firstRow(page).waitFor();
    await page.locator("#trace-0 mark").waitFor();
    expect((await page.locator("#trace-0 mark").textContent())?.toLowerCase()).toBe("refund");
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe("the live tail", () => {
  const child = { spanId: "2".padStart(16, "0"), parentSpanId: "1".padStart(16, "0") };
  /** A request with one span that begins now, which is still running or ended. */
  function spanBody(span: { traceId: string; name: string; spanId?: string }, pending: boolean) {
    const now = BigInt(Date.now()) * 1_000_000n;
    const attributes = pending ? [{ key: "spanward.pending", value: { boolValue: true } }] : [];
    const times = { startTimeUnixNano: `${now}`, endTimeUnixNano: `${now + 2_000_000n}` };
    const spans = [{ spanId: "1".padStart(16, "0"), kind: 1, ...times, attributes, ...span }];
    return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  }

  test.each(["light", "dark"] as const)(
    "shows a trace that runs, in the %s theme",
    async (theme) => {
      const { page, complaints } = await open("/live?q=name:nightly*", { theme });
      await page.getByText("Listening").waitFor();
      const traceId = randomBytes(16).toString("hex");
      const name = `nightly ${traceId.slice(0, 6)}`;
      await sendTrace(server.url, spanBody({ traceId, name }, true));
      const row = page.getByRole("row").filter({ hasText: name });
      await row.waitFor();
      expect(await row.getByTitle("Not complete").count()).toBe(1);
      await sendTrace(server.url, spanBody({ traceId, name: "look up order", ...child }, true));
      await row.getByText("look up order").waitFor(); // it is what runs now
      expect(await findBarriers(page)).toEqual([]);

      await page.getByRole("button", { name: "Pause" }).click();
      const other = { traceId: randomBytes(16).toString("hex"), name: `nightly ${theme}` };
      await sendTrace(server.url, spanBody(other, false));
      await page.getByRole("button", { name: /^Go on · \d+ new/ }).waitFor();
      expect(await page.getByText(other.name).count()).toBe(0);
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByText(other.name).waitFor();
      expect(complaints).toEqual([]);
    },
  );

  test("leads back to the list, which finds the same", async () => {
    const { page } = await open("/live?q=name:unheard-of");
    await page.getByText("Nothing came in the last minutes").waitFor();
    await page.getByRole("link", { name: "See what is there already" }).click();
    await page.waitForURL(/traces\?q=name:unheard-of/);
    await page.getByText("Nothing matches this search").waitFor();
    expect(await page.getByLabel("Search traces").inputValue()).toBe("name:unheard-of");
  });
});

test.each(["light", "dark"] as const)(
  "a cell of the map of durations leads to its traces, in the %s theme",
  async (theme) => {
    const { page, complaints } = await open("/latency?range=30d&against=before", { theme });
    const map = page.getByRole("application", { name: /^Traces by when they started/ });
    await map.focus();
    const said = page.getByText(/· \d+ traces?, /);
    // From the last interval back to one with a trace, as a reader would go by the keys.
    await page.keyboard.press("ArrowRight");
    await vi.waitFor(async () => {
      const words = (await said.textContent()) ?? "";
      if (/· 0 traces/.test(words)) {
        await page.keyboard.press("ArrowUp");
        throw new Error(words);
      }
    }, patience);
    expect(await findBarriers(page)).toEqual([]);
    const [, count = ""] = /· (\d+) traces?,/.exec((await said.textContent()) ?? "") ?? [];
    await page.keyboard.press("Enter");
    await page.waitForURL(/traces\?.*q=latency/);
    await firstRow(page).waitFor();
    expect(await page.getByRole("grid").getByRole("row").count()).toBe(Number(count) + 1);
    expect(complaints).toEqual([]);
  },
);

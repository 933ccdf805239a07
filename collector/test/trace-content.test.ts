import { stat } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agent, chat, failedRefund, sketchTrace, tool } from "./trace-sketch.ts";
import { eventually, inspector, selectedRow, TraceStage } from "./trace-stage.ts";
import { readTrace, sendTrace } from "./traces.ts";
import { findBarriers } from "./ui-page.ts";

// Goal: the trace page is safe and of use whatever a trace holds, and when it is not whole or not there.
// Method: a real browser against a real server; hostile and huge content, late spans, an unknown id.

let stage: TraceStage;
beforeAll(async () => {
  stage = await TraceStage.open();
});
afterAll(() => stage.close());

describe("what comes in spans is only text", () => {
  const script = `<script>document.title="owned"</script><img src="https://x.test/p.png" onerror="document.title='owned'">`;
  const links = `[go](javascript:document.title='owned') ![p](https://x.test/q.png) [web](https://x.test/) # **b**`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='owned'"><script>document.title='owned'</script><image href="https://x.test/s.png"/><use href="data:image/svg+xml,x"/></svg>`;
  const hostile = `${script}\n\n${links}\n\n${drawing}\n\n<style>body{display:none}</style><iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>`;
  const nested = `${"[".repeat(200)}1${"]".repeat(200)}`;

  test("whatever it says", async () => {
    const trace = await stage.send([
      { id: "run", name: script, startMs: 0, endMs: 90, attributes: agent(script) },
      {
        id: "ask",
        parent: "run",
        name: "\u202Egpt\u0000 Z͑͗͊a͂̎lg̓o",
        startMs: 0,
        endMs: 40,
        error: hostile,
        attributes: { ...chat(hostile, hostile), [script]: script },
      },
      {
        id: "dig",
        parent: "run",
        name: "dig",
        startMs: 40,
        endMs: 90,
        attributes: tool("dig", { "gen_ai.tool.call.arguments": nested }),
      },
    ]);
    const { page, complaints, strangers } = await stage.visit(`/traces/${trace.traceId}`);
    await inspector(page).getByText("owned").first().waitFor();
    const markdown = page.getByRole("button", { name: "Markdown" });
    for (let index = 0; index < (await markdown.count()); index++)
      await markdown.nth(index).click();
    const link = page.getByRole("link", { name: "web" }).first();
    await link.waitFor();
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(
      await page
        .locator("main :is(script, img, iframe, style, form, [onerror], [href^='javascript'])")
        .count(),
    ).toBe(0);
    for (const tab of ["Attributes", "Events", "Why"])
      await page.getByRole("tab", { name: tab }).click();
    await page.goto(`/traces/${trace.traceId}?span=${trace.spanIds.get("dig")}`);
    await inspector(page).getByText("[1]").first().waitFor();
    for (const view of ["map", "transcript"]) {
      await page.goto(`/traces/${trace.traceId}?view=${view}`);
      await page.getByRole("article").first().waitFor();
    }
    await page.getByText("go](javascript").first().waitFor(); // as text
    await page.goto(`/traces/compare?a=${trace.traceId}&b=${trace.traceId}&place=1`);
    await page.getByText("same steps in both").waitFor();
    await page.getByRole("button", { name: "lines the same" }).first().click();
    await page.getByText("go](javascript").first().waitFor();
    expect(await page.locator("main :is(script, img, iframe, style, image)").count()).toBe(0);
    await page.goto(`/traces/${trace.traceId}`);
    await eventually(async () => expect(await page.title()).toContain("<script>")); // as text
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });

  test("however long it is: 20 MB are a preview and a file", async () => {
    const long = "0123456789 ".repeat(1_900_000);
    const trace = await stage.send([
      {
        id: "dig",
        name: "dig",
        startMs: 0,
        endMs: 90,
        attributes: tool("dig", { "gen_ai.tool.call.result": long }),
      },
    ]);
    const { page, complaints } = await stage.visit(`/traces/${trace.traceId}`);
    await page.getByText("16,384 of 20,900,000 characters").waitFor();
    await page.getByRole("button", { name: "Load more" }).click();
    await page.getByText("116,384 of 20,900,000 characters").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toMatch(/^span-[0-9a-f]{16}\.txt$/);
    expect((await stat(await (await download).path())).size).toBe(long.length);
    expect(complaints).toEqual([]);
  });
});

test("a trace that still arrives is followed, and the selection stays", async () => {
  const trace = sketchTrace(failedRefund);
  await sendTrace(stage.url, trace.requestOf(failedRefund.slice(1, 3)));
  await readTrace(stage.url, trace.traceId);
  const { page } = await stage.visit(`/traces/${trace.traceId}?span=${trace.spanIds.get("find")}`);
  await page.getByText("waiting for the root span").waitFor();
  await selectedRow(page).getByText("execute_tool find").waitFor();
  await sendTrace(stage.url, trace.requestOf(failedRefund));
  await eventually(async () => expect(await page.getByRole("row").count()).toBe(7));
  await selectedRow(page).getByText("execute_tool find").waitFor();
  expect(await page.getByText("waiting for the root span").count()).toBe(0);
});

test("a trace that is not there says what to do", async () => {
  const { page } = await stage.visit(`/traces/${"ab".repeat(16)}`);
  await page.getByRole("heading", { name: "There is no such trace here" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(await page.getByRole("button", { name: "Look again" }).count()).toBe(1);
});

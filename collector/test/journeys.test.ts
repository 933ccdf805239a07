import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agent, chat, failedRefund, type SpanSketch, tool } from "./trace-sketch.ts";
import { eventually, inspector, selectedRow, TraceStage } from "./trace-stage.ts";
import { findBarriers } from "./ui-page.ts";

// Goal: an engineer sees why a run failed in two clicks, what decided so in three, and what was different
// when it worked in four. Method: a real browser, and every click that the page gets is counted by itself.

let stage: TraceStage;
beforeAll(async () => {
  stage = await TraceStage.open();
  await stage.send(goodRefund);
  await stage.send(askedRefund);
});
afterAll(() => stage.close());

const call = (id: string, name: string) =>
  JSON.stringify([{ role: "assistant", parts: [{ type: "tool_call", id, name, arguments: {} }] }]);

/** The failed run, whose model says which tool it calls. */
const askedRefund: SpanSketch[] = failedRefund.map((sketch) => {
  const { attributes } = sketch;
  if (sketch.id === "ask") {
    return {
      ...sketch,
      attributes: { ...attributes, "gen_ai.output.messages": call("c1", "pay") },
    };
  }
  return sketch.id === "pay"
    ? { ...sketch, attributes: { ...attributes, "gen_ai.tool.call.id": "c1" } }
    : sketch;
});

/** An hour before, the same agent was done after one search. */
const goodRefund: SpanSketch[] = [
  { id: "run", name: "invoke_agent desk", startMs: -3_600_000, endMs: -3_599_000 },
  { id: "ask", parent: "run", name: "chat gpt-5", startMs: -3_599_990, endMs: -3_599_800 },
  { id: "find", parent: "run", name: "execute_tool find", startMs: -3_599_790, endMs: -3_599_700 },
].map((sketch, index) => ({
  ...sketch,
  attributes: [agent("desk"), chat("Refund me", "I will **pay**"), tool("find")][index] ?? {},
}));

/** Counts what the page itself is told of. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    let clicks = 0;
    addEventListener("click", () => document.body.setAttribute("data-clicks", String(++clicks)), {
      capture: true,
    });
  });
  return async () => Number(await page.locator("body").getAttribute("data-clicks"));
}

test("from the overview to the cause in two clicks, and to the difference in four", async () => {
  const { page, complaints } = await stage.visit("/");
  const clicks = await countClicks(page);
  const failed = page.getByRole("region", { name: "Failed runs" });
  await failed.getByRole("link", { name: "invoke_agent desk" }).first().click();
  await selectedRow(page).getByText("execute_tool pay").waitFor();
  await inspector(page).getByText("no answer in 30 s").first().waitFor();
  await inspector(page).getByText("88213").waitFor();
  expect(await clicks()).toBeLessThanOrEqual(2);

  await page.getByRole("button", { name: "Show cause" }).click();
  await inspector(page).getByText("its answer has the id of this call").waitFor();
  await selectedRow(page).getByText("chat gpt-5").waitFor();
  expect(await clicks()).toBeLessThanOrEqual(3);
  await page.keyboard.press("e"); // no click: back to what failed
  await selectedRow(page).getByText("execute_tool pay").waitFor();

  await page.getByRole("link", { name: "Compare with last good run" }).click();
  await page.getByRole("heading", { name: "Compare" }).waitFor();
  await page.getByText("last good run before").waitFor();
  await page.getByRole("region", { name: "Texts compared" }).getByText("ToolTimeout").waitFor();
  expect(await clicks()).toBeLessThanOrEqual(4);
  const first = page.getByRole("row", { selected: true });
  expect(await first.getAttribute("data-difference")).toBe("added");
  expect(await first.textContent()).toContain("execute_tool pay");
  expect(complaints).toEqual([]);
});

test.each(["light", "dark"] as const)("comparing has no barrier in the %s theme", async (theme) => {
  const { page, complaints } = await stage.visit("/", { theme, width: 1280 });
  await page.getByRole("link", { name: "invoke_agent desk" }).first().click();
  await page.getByRole("link", { name: "Compare with last good run" }).click();
  await page.getByRole("region", { name: "Texts compared" }).getByText("ToolTimeout").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("n");
  await eventually(() => expect(page.url()).toContain("place="));
  await page.getByText("Only differences").click();
  await eventually(() => expect(page.url()).toContain("only=differences"));
  expect(await findBarriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a run that nothing good came before says so", async () => {
  const { page } = await stage.visit(`/traces/compare?a=last-good&b=${"ab".repeat(16)}`);
  await page.getByText("The two traces could not be compared").waitFor();
  await page.goto("/traces/compare");
  await page.getByText("Which two traces?").waitFor();
  expect(await findBarriers(page)).toEqual([]);
});

test.each(["light", "dark"] as const)("the transcript tells the run, %s", async (theme) => {
  const trace = await stage.send(askedRefund);
  const { page, complaints } = await stage.visit(`/traces/${trace.traceId}?view=transcript`, {
    theme,
  });
  const story = page.getByRole("region", { name: "Transcript" });
  await story.getByText("Refund me").waitFor();
  await story.getByText("calls pay").waitFor();
  await story.getByText("no answer in 30 s").waitFor();
  expect(await story.getByText("execute_tool find").count()).toBe(1); // the other one is folded
  await story.getByRole("button", { name: "Open invoke_agent bank" }).click();
  await eventually(async () => expect(await story.getByText("execute_tool find").count()).toBe(2));
  await story.getByRole("button", { name: "chat gpt-5" }).last().click();
  await inspector(page).getByText("Not now.").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

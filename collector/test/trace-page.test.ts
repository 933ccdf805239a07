import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failedRefund, loopWithApproval, sketchMany, type SketchedTrace } from "./trace-sketch.ts";
import { eventually, inspector, selectedRow, TraceStage } from "./trace-stage.ts";
import { findBarriers } from "./ui-page.ts";

// Goal: a trace of any size is read quickly, by keys as well, and its address shows the same to others.
// Method: a real browser against a real server; traces are sent as OTLP.

let stage: TraceStage;
beforeAll(async () => {
  stage = await TraceStage.open();
});
afterAll(() => stage.close());

const countNodes = (page: Page) => page.evaluate(() => document.querySelectorAll("*").length);
async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new Error("it is not shown");
  return box;
}

const queryOf = (page: Page) => new URL(page.url()).searchParams;

describe("a failed trace", () => {
  let trace: SketchedTrace;
  let path: string;
  beforeAll(async () => {
    trace = await stage.send(failedRefund);
    path = `/traces/${trace.traceId}`;
  });

  test("opens where the failure began, with its words on the right", async () => {
    const { page, complaints } = await stage.visit(path);
    await selectedRow(page).getByText("execute_tool pay").waitFor();
    await inspector(page).getByText("ToolTimeout").first().waitFor();
    await inspector(page).getByText("no answer in 30 s").first().waitFor();
    await inspector(page).getByText("88213").waitFor();
    expect(queryOf(page).get("span")).toBeNull();
    expect(complaints).toEqual([]);
  });

  test("is walked by keys, and the address follows", async () => {
    const { page } = await stage.visit(path);
    await selectedRow(page).waitFor();
    const isSelected = (name: string) =>
      selectedRow(page).getByText(name, { exact: true }).waitFor();
    await page.keyboard.press("Home");
    await isSelected("invoke_agent desk");
    await page.keyboard.press("j");
    await isSelected("chat gpt-5");
    await page.keyboard.press("n"); // the same step again
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("say")));
    await page.keyboard.press("e");
    await page.keyboard.press("e");
    await isSelected("execute_tool pay");
    await page.keyboard.press("ArrowLeft"); // nothing to fold: to the parent
    await isSelected("invoke_agent desk");
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(1));
    await page.keyboard.press("ArrowRight");
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(7));
    await page.keyboard.press("f");
    await page.keyboard.press("+");
    await eventually(() => expect(queryOf(page).get("t")).toMatch(/^\d+,\d+$/));
    await page.keyboard.press("0");
    await eventually(() => expect(queryOf(page).get("t")).toBeNull());
    await page.keyboard.press("Enter");
    expect(await inspector(page).evaluate((element) => element === document.activeElement)).toBe(
      true,
    );
  });

  test("takes the keys at once, also when it was opened from the list", async () => {
    const { page } = await stage.visit("/traces");
    await page.getByRole("row", { name: "invoke_agent desk" }).first().click();
    await selectedRow(page).getByText("execute_tool pay").waitFor();
    await page.keyboard.press("ArrowDown");
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("bank")));
  });

  test("finds steps, and goes from one to the next", async () => {
    const { page } = await stage.visit(path);
    await selectedRow(page).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("tool:find");
    await page.getByText("2 found").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("2 of 2").waitFor();
    await eventually(() => expect(queryOf(page).get("q")).toBe("tool:find"));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home"); // the keys are the timeline's again
    await selectedRow(page).getByText("invoke_agent desk").waitFor();
  });

  test("opens as its address says, and says when a step is not there", async () => {
    const find = trace.spanIds.get("find");
    const { page } = await stage.visit(
      `${path}?span=${find}&q=pay&tab=attrs&t=100000,400000&kinds=tool`,
    );
    await selectedRow(page).getByText("execute_tool find").waitFor();
    expect(await page.getByRole("row").count()).toBe(3);
    expect(await page.getByLabel("Find in this trace").inputValue()).toBe("pay");
    await page.getByRole("tab", { name: "Attributes", selected: true }).waitFor();
    await page.getByText("300 ms in view").waitFor();
    await page.goto(`${path}?span=00000000000000ff`);
    await inspector(page).getByText("This step is not in the trace").waitFor();
  });

  test("is zoomed and moved with the pointer", async () => {
    const { page } = await stage.visit(path);
    await selectedRow(page).waitFor();
    const windowOf = async () => {
      await eventually(() => expect(queryOf(page).get("t")).not.toBeNull());
      return (queryOf(page).get("t") ?? "").split(",").map(Number);
    };
    const overview = await boxOf(page.getByRole("img", { name: "Overview of the trace" }));
    await page.mouse.move(overview.x + overview.width * 0.25, overview.y + 20);
    await page.mouse.down();
    await page.mouse.move(overview.x + overview.width * 0.75, overview.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.getByText("450 ms in view").waitFor();
    await page.mouse.move(overview.x + overview.width / 2, overview.y + 150);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
    await eventually(async () => expect(await page.getByText("450 ms in view").count()).toBe(0));
    const [before = 0] = await windowOf();
    await page.mouse.down();
    await page.mouse.move(overview.x + overview.width / 2 - 60, overview.y + 150, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => expect((await windowOf())[0]).toBeGreaterThan(before));
    await page.mouse.dblclick(overview.x + 5, overview.y + 20);
    await eventually(() => expect(queryOf(page).get("t")).toBeNull());
  });

  test("is a map of its agents, whose steps lead to the timeline", async () => {
    const { page, complaints } = await stage.visit(path);
    await selectedRow(page).waitFor();
    await page.keyboard.press("2");
    const desk = page.getByRole("article", { name: "desk", exact: true });
    await desk.getByText("2 errors").waitFor();
    await page
      .getByRole("img", { name: "desk called bank once; once it went on afterwards" })
      .waitFor();
    const model = desk.getByRole("button", { name: "gpt-5" });
    await model.click();
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("ask")));
    await model.click();
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("say")));
    await page.keyboard.press("1");
    await page.getByText("2 of 2").waitFor();
    expect(complaints).toEqual([]);
  });

  test.each(["light", "dark"] as const)("has no barrier in the %s theme", async (theme) => {
    const { page, complaints } = await stage.visit(path, { theme });
    await inspector(page).getByText("88213").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    for (const tab of ["Attributes", "Events", "Why"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await findBarriers(page)).toEqual([]);
    }
    await page.goto(`${path}?span=${trace.spanIds.get("ask")}&q=chat&t=0,500000`);
    await inspector(page).getByText("Refund me").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${path}?view=map`);
    await page.getByRole("article", { name: "bank" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    for (const [view, region] of [
      ["path", "Path of the run"],
      ["cost", "Breakdown"],
      ["flame", "Flame"],
    ]) {
      await page.goto(`${path}?view=${view}`);
      await page.getByRole("region", { name: region ?? "" }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test("shows what stands out, by words that the address keeps", async () => {
    const { page } = await stage.visit(path);
    await page.getByRole("button", { name: "Errors 2" }).click();
    await eventually(() => expect(queryOf(page).get("q")).toBe("is:error"));
    await page.getByText("2 of 2").waitFor();
    await page.getByRole("button", { name: "Only these" }).click();
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(2));
    await eventually(() => expect(queryOf(page).has("only")).toBe(true));
    await page.reload();
    await page.getByText("2 of 2").waitFor();
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(2));
  });

  test("is a path through its agents, and a breakdown of its time", async () => {
    const { page, complaints } = await stage.visit(`${path}?view=path`);
    await page.getByText("5 steps of 2 agents").waitFor();
    await page.getByRole("button", { name: "pay" }).click();
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("pay")));
    await page.keyboard.press("5");
    await page.getByRole("img", { name: /^Critical path: Models \d/ }).waitFor();
    await page.getByRole("grid", { name: "Steps" }).getByRole("button", { name: "gpt-5" }).click();
    await eventually(() => expect(queryOf(page).get("span")).toBe(trace.spanIds.get("ask")));
    expect(complaints).toEqual([]);
  });
});

describe("a long loop that waited for a person", () => {
  let path: string;
  beforeAll(async () => {
    const { traceId } = await stage.send(loopWithApproval(120));
    path = `/traces/${traceId}`;
  });

  test("is a few rows, and opens where the reader goes", async () => {
    const { page, complaints } = await stage.visit(path);
    const loop = page.getByRole("row", { name: "gpt-5 → find" });
    await loop.getByText("× 120").waitFor();
    expect(await page.getByRole("row").count()).toBe(4);
    await loop.click();
    await page.keyboard.press("ArrowRight");
    await eventually(async () => expect(await page.getByRole("row").count()).toBeGreaterThan(20));
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(4));
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Fold what repeats" }).click();
    await eventually(() => expect(queryOf(page).get("repeats")).toBe("open"));
    expect(complaints).toEqual([]);
  });

  test("draws idle time short when asked to, and keeps that in its address", async () => {
    const { page } = await stage.visit(path);
    await page.getByRole("button", { name: /9\d(\.\d)?% idle · shorten/ }).click();
    await eventually(() => expect(queryOf(page).get("gaps")).toBe("short"));
    await page.getByRole("button", { name: "idle, shortened" }).waitFor();
    await page.keyboard.press("g");
    await eventually(() => expect(queryOf(page).get("gaps")).toBeNull());
  });
});

describe("a trace of 10,000 spans", () => {
  let trace: SketchedTrace;
  beforeAll(async () => {
    trace = await stage.send(sketchMany(10_000));
  });

  test("has a skeleton of at most 250 KB", async () => {
    const answer = await fetch(`${stage.url}/api/traces/${trace.traceId}/skeleton`);
    expect(gzipSync(await answer.text()).length).toBeLessThanOrEqual(250_000);
  });

  test("never needs more than 1,500 elements", async () => {
    const { page, complaints } = await stage.visit(`/traces/${trace.traceId}`);
    await selectedRow(page).waitFor();
    await inspector(page).getByRole("tab").first().waitFor();
    expect(await countNodes(page)).toBeLessThanOrEqual(1500);
    await page.keyboard.press("End");
    await page.getByRole("row", { name: "step 9999" }).waitFor();
    expect(await countNodes(page)).toBeLessThanOrEqual(1500);
    await page.setViewportSize({ width: 3840, height: 2160 });
    await eventually(async () => expect(await page.getByRole("row").count()).toBeGreaterThan(60));
    expect(await countNodes(page)).toBeLessThanOrEqual(1500);
    for (const [key, picture] of [
      ["2", page.getByRole("article").first()],
      ["3", page.getByRole("list").first()],
      ["4", page.getByRole("region", { name: "Transcript" })],
      ["5", page.getByRole("region", { name: "Breakdown" })],
    ] as const) {
      await page.keyboard.press(key);
      await picture.waitFor();
      expect(await countNodes(page)).toBeLessThanOrEqual(1500);
    }
    expect(complaints).toEqual([]);
  });

  test("draws no more rectangles than its flame has pixels", async () => {
    const { page, complaints } = await stage.visit(`/traces/${trace.traceId}?view=flame`);
    const canvas = page.getByRole("img", { name: /^10,000 steps in \d+ lanes/ });
    const count = async () => {
      await canvas.waitFor();
      const { rects, width, lanes } = await canvas.evaluate((element) => ({
        rects: Number(element.dataset["rects"]),
        width: element.clientWidth,
        lanes: Math.ceil(element.clientHeight / 20) + 1,
      }));
      expect(rects).toBeGreaterThan(0);
      expect(rects).toBeLessThanOrEqual(width * lanes);
    };
    await count();
    for (let step = 0; step < 6; step++) await page.keyboard.press("+");
    await count();
    expect(complaints).toEqual([]);
  });

  test("opens at the step that the address names, also from cold", async () => {
    const { page } = await stage.visit(
      `/traces/${trace.traceId}?span=${trace.spanIds.get("9000")}`,
    );
    await selectedRow(page).getByText("step 9000").waitFor();
    expect(await selectedRow(page).evaluate((row) => row.getBoundingClientRect().top)).toBeLessThan(
      900,
    );
  });
});

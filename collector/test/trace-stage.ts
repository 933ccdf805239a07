import type { Browser, Page } from "playwright-core";
import { onTestFinished, vi } from "vitest";
import { openBrowser } from "./browser.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";
import { sketchTrace, type SketchedTrace, type SpanSketch } from "./trace-sketch.ts";
import { readTrace, sendTrace } from "./traces.ts";
import { openPage, type PageOptions } from "./ui-page.ts";

/** A browser and a server to try the trace page on. Whoever opens it closes it. */
export class TraceStage {
  readonly #browser: Browser;
  readonly #server: TestServer;

  private constructor(browser: Browser, server: TestServer) {
    this.#browser = browser;
    this.#server = server;
  }

  static async open(): Promise<TraceStage> {
    return new TraceStage(await openBrowser(), await openTestServer());
  }

  get url(): string {
    return this.#server.url;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.remove();
  }

  /** Sends a trace whole, and waits until it can be read. */
  async send(sketches: readonly SpanSketch[]): Promise<SketchedTrace> {
    const trace = sketchTrace(sketches);
    const answer = await sendTrace(this.url, trace.requestOf(sketches));
    if (!answer.ok) throw new Error(await answer.text());
    const isWhole = async () =>
      (await readTrace(this.url, trace.traceId))["spanCount"] === sketches.length;
    await vi.waitUntil(isWhole, { timeout: 60_000 });
    return trace;
  }

  /**
   * Opens a page for one test. `strangers` are requests that went to another server; a dialog is among
   * the complaints.
   */
  async visit(path: string, options: PageOptions = {}) {
    const watched = await openPage(this.#browser, this.url, options);
    onTestFinished(() => watched.page.context().close());
    const strangers: string[] = [];
    watched.page.on("request", (request) => {
      if (!request.url().startsWith(this.url)) strangers.push(request.url());
    });
    watched.page.on("dialog", (dialog) => {
      watched.complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await watched.page.goto(path);
    return { ...watched, strangers };
  }
}

/** The row of the timeline that is in focus. */
export const selectedRow = (page: Page) => page.getByRole("row", { selected: true });

/** The right side of the trace page. */
export const inspector = (page: Page) => page.getByRole("region", { name: "Selected step" });

/** Tries until nothing is thrown: what a slow machine does late is late, not wrong. */
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000 });

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";

/** A page of the interface under test, and what went wrong on it. */
export interface WatchedPage {
  page: Page;
  /** Errors and warnings of the console, uncaught exceptions, and what the page's policy refused. */
  complaints: string[];
}

export interface PageOptions {
  theme?: "light" | "dark";
  width?: number; // px; 1440
}

/** Opens a page of a server, and keeps what it complains of. The browser's owner closes it. */
export async function openPage(
  browser: Browser,
  url: string,
  { theme = "light", width = 1440 }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
    baseURL: url,
  });
  context.setDefaultTimeout(60_000); // the machine may be busy with other tests
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  // Not every browser says on its console what the page's policy refused.
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      // oxlint-disable-next-line no-console -- the console of the page is what is listened to
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What WCAG 2.2 A and AA object to on a page as it is now, one line for each rule and element. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, "utf8"));
  return page.evaluate(async () => {
    const { axe }: { axe: Axe } = Object(globalThis);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    );
  });
}

/** What is used of axe-core. */
interface Axe {
  run(
    root: Document,
    options: { runOnly: string[] },
  ): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
  }>;
}

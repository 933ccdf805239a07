import type { Page } from "playwright-core";

/** Runs in the page before anything else: notes long tasks, and when the first row could be seen. */
export async function watchPage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const longTasks: { start: number; ms: number }[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        longTasks.push({ start: startTime, ms: duration });
      }
    }).observe({ type: "longtask", buffered: true });
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[role="row"][aria-selected]')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark("first row painted")));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

/** What the page itself noted of its opening, in ms; NaN where it noted nothing. */
export async function readTimings(page: Page) {
  // No function has a name in here: the loader would wrap it in one of its own.
  const entries = await page.evaluate(() =>
    performance
      .getEntries()
      .map(({ name, startTime, duration }) => ({ name, startTime, duration })),
  );
  const last = (wanted: string) => entries.findLast(({ name }) => name === wanted);
  const start = last("decode trace")?.startTime ?? Number.NaN;
  return {
    decodeMs: last("decode trace")?.duration ?? Number.NaN,
    foldMs: last("fold repeats")?.duration ?? Number.NaN,
    firstRowMs: (last("first row painted")?.startTime ?? Number.NaN) - start,
  };
}

/** The longest task since an instant of the page's clock, and how many were over 50 ms. */
export function readLongTasks(page: Page, since: number) {
  return page.evaluate((from) => {
    const { longTasks }: { longTasks: { start: number; ms: number }[] } = Object(globalThis);
    const later = longTasks.filter(({ start }) => start >= from);
    return { count: later.length, longestMs: Math.max(0, ...later.map(({ ms }) => ms)) };
  }, since);
}

export const clockOf = (page: Page) => page.evaluate(() => performance.now());

/** What one frame of scrolling costs the main thread: script, style and layout, in ms. */
export function scrollFrames(page: Page, selector: string, byPx: number): Promise<number[]> {
  return page.evaluate(
    async ([query, step]) => {
      const scroller = document.querySelector(query);
      if (!(scroller instanceof HTMLElement)) throw new Error(`no ${query}`);
      const frames: number[] = [];
      for (let frame = 0; frame < 120; frame++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const start = performance.now();
        scroller.scrollTop += step;
        scroller.dispatchEvent(new Event("scroll"));
        await Promise.resolve(); // what changed is rendered in a microtask
        void scroller.offsetHeight; // and laid out when somebody asks
        frames.push(performance.now() - start);
      }
      return frames;
    },
    [selector, byPx] as const,
  );
}

/** What keys cost the main thread: script, style and layout, in ms each. */
export function pressFrames(page: Page, key: string, times: number): Promise<number[]> {
  return page.evaluate(
    async ([name, count]) => {
      const target = document.querySelector('[role="treegrid"]') ?? document.body;
      const taken: number[] = [];
      for (let time = 0; time < count; time++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const start = performance.now();
        target.dispatchEvent(
          new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }),
        );
        await Promise.resolve();
        void document.body.offsetHeight;
        taken.push(performance.now() - start);
      }
      return taken;
    },
    [key, times] as const,
  );
}

/** From a key to the end of the frame that shows what it did, in ms. */
export function pressAndWait(page: Page, key: string, times: number): Promise<number[]> {
  return page.evaluate(
    async ([name, count]) => {
      const target = document.querySelector('[role="treegrid"]') ?? document.body;
      const taken: number[] = [];
      for (let time = 0; time < count; time++) {
        const start = performance.now();
        target.dispatchEvent(
          new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }),
        );
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        taken.push(performance.now() - start);
      }
      return taken;
    },
    [key, times] as const,
  );
}

/** From a change made by `act` to the end of the frame that shows it, in ms. */
export function actAndWait(page: Page, act: { click: string } | { type: string; into: string }) {
  return page.evaluate(async (what) => {
    const query = "click" in what ? what.click : what.into;
    const element = document.querySelector(query);
    if (!(element instanceof HTMLElement)) throw new Error(`no ${query}`);
    const start = performance.now();
    if ("click" in what) {
      element.click();
    } else if (element instanceof HTMLInputElement) {
      element.value = what.type;
      element.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  }, act);
}

/** A piece of drawing that has nothing to do with us: what this machine can do just now, in ms. */
export function drawReference(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now();
    const box = document.createElement("div");
    box.innerHTML = '<p style="float:left;width:9px;height:9px;background:teal">x</p>'.repeat(2000);
    document.body.append(box);
    void box.offsetHeight;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    box.remove();
    return performance.now() - start;
  });
}

export const countNodes = (page: Page) =>
  page.evaluate(() => document.querySelectorAll("*").length);

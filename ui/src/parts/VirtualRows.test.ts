import { render } from "@testing-library/svelte";
import { createRawSnippet, tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import VirtualRows from "./VirtualRows.svelte";

/** A row whose element tells which one it was made for. */
const row = createRawSnippet((index: () => number) => ({
  render: () => `<div data-row="${index()}"></div>`,
}));
const rowHeight = 30;

const offsetsOf = (container: HTMLElement) =>
  [...container.querySelectorAll<HTMLElement>(".slot")]
    .map((slot) => Number(/translateY\((\d+)px\)/.exec(slot.style.transform)?.[1]) / rowHeight)
    .toSorted((a, b) => a - b);

/** The environment lays nothing out: every element is ten rows high. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(10 * rowHeight);
});
afterEach(() => vi.restoreAllMocks());

async function renderRows(count: number, onnearend = vi.fn<() => void>()) {
  const { container } = render(VirtualRows, { count, rowHeight, label: "rows", row, onnearend });
  const grid = container.querySelector<HTMLElement>('[role="grid"]');
  if (!grid) throw new Error("no grid");
  await tick();
  return {
    container,
    onnearend,
    scrollTo: async (scrollTop: number) => {
      grid.scrollTop = scrollTop;
      grid.dispatchEvent(new Event("scroll"));
      await tick();
    },
  };
}

test("makes as many elements as fit, however many rows there are", async () => {
  const few = await renderRows(100_000);
  expect(offsetsOf(few.container).length).toBeLessThan(60);
});

test("covers what is in view after a jump, each row once, and makes no element anew", async () => {
  const { container, scrollTo } = await renderRows(100_000);
  const slots = [...container.querySelectorAll(".slot")];
  await scrollTo(50_000 * rowHeight);
  const rows = offsetsOf(container);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows).toContain(50_000);
  expect(rows).toContain(50_009);
  expect([...container.querySelectorAll(".slot")]).toEqual(slots);
});

test("asks for more when the end comes into view, not before", async () => {
  const { onnearend, scrollTo } = await renderRows(1000);
  expect(onnearend).not.toHaveBeenCalled();
  await scrollTo(990 * rowHeight);
  expect(onnearend).toHaveBeenCalledOnce();
});

test("tells how many rows there are", async () => {
  const { container } = await renderRows(42);
  expect(container.querySelector('[role="grid"]')?.getAttribute("aria-rowcount")).toBe("42");
});

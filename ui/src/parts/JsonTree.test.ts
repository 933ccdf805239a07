import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import JsonTree from "./JsonTree.svelte";

test("opens two levels and keeps what is deeper out of the document", async () => {
  render(JsonTree, { value: { order: { lines: [{ sku: "lamp" }] } } });
  expect(screen.queryByText('"lamp"')).toBeNull();
  await fireEvent.click(screen.getByRole("button", { name: /lines/ }));
  await fireEvent.click(screen.getByRole("button", { name: /0/ }));
  expect(screen.getByText('"lamp"')).toBeTruthy();
});

test("shows a long list by the hundred", async () => {
  const { container } = render(JsonTree, { value: Array.from({ length: 250 }, (_, i) => i) });
  const shown = () => container.querySelectorAll("[data-type=number]").length;
  expect(shown()).toBe(100);
  await fireEvent.click(screen.getByRole("button", { name: "Show 100 more of 150" }));
  await fireEvent.click(screen.getByRole("button", { name: "Show 50 more of 50" }));
  expect(shown()).toBe(250);
});

test("cuts a long text until asked for it, and writes hostile ones as text", async () => {
  const text = `<img src=x onerror=alert(1)>${"a".repeat(1000)}`;
  const { container } = render(JsonTree, { value: { text } });
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).not.toContain("a".repeat(1000));
  await fireEvent.click(screen.getByRole("button", { name: /more characters/ }));
  expect(container.textContent).toContain("a".repeat(1000));
});

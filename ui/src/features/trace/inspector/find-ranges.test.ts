import { expect, test } from "vitest";
import { findRanges, hitsMax } from "./find-ranges.ts";

function page(html: string) {
  const root = document.createElement("div");
  root.innerHTML = html;
  return root;
}

test("finds every place, whatever the case", () => {
  const ranges = findRanges(page("<p>Refund and <b>refund</b></p><p>no reFUND</p>"), "refund");
  expect(ranges.map(String)).toEqual(["Refund", "refund", "reFUND"]);
});

test("words are words, not a pattern", () => {
  expect(findRanges(page("cost (a.b) $1"), "(a.b) $").map(String)).toEqual(["(a.b) $"]);
  expect(findRanges(page("İİ x"), "x").map(String)).toEqual(["x"]);
});

test("stops where it helps nobody any more", () => {
  expect(findRanges(page("a".repeat(5000)), "a")).toHaveLength(hitsMax);
});

import { expect, test } from "vitest";
import {
  gridOf,
  nextSort,
  readSort,
  shownColumns,
  usualColumns,
  widthOf,
} from "./trace-columns.ts";

const namesAt = (width: number, chosen: string[] | null = null) =>
  shownColumns(chosen, width).map(({ name }) => name);

test("the usual columns give way until they fit, those that lead to a trace never", () => {
  expect(namesAt(1400)).toEqual(usualColumns);
  for (const width of [1000, 900, 800, 700, 600]) {
    expect(widthOf(shownColumns(null, width))).toBeLessThanOrEqual(width);
  }
  expect(namesAt(100)).toEqual(["status", "name", "start", "duration", "cost"]);
});

test("chosen columns stay, in their order, and the name with them", () => {
  expect(namesAt(100, ["cost", "models", "status"])).toEqual(["status", "name", "cost", "models"]);
  expect(gridOf(shownColumns(["cost"], 100))).toBe("minmax(140px, 2.6fr) 60px");
});

test("a head sorts the largest first, then the smallest, then as usual", () => {
  expect(nextSort("-start", "cost")).toBe("-cost");
  expect(nextSort("-cost", "cost")).toBe("cost");
  expect(nextSort("cost", "cost")).toBe("-start");
  expect(nextSort("-start", "start")).toBe("start");
  expect(nextSort("start", "start")).toBe("-start");
  expect(["-cost", "tokens", "--cost", "name", null].map(readSort)).toEqual([
    "-cost",
    "tokens",
    "-start",
    "-start",
    "-start",
  ]);
});

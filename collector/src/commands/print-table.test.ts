import { expect, test } from "vitest";
import { printTable } from "./print-table.ts";

test("aligns columns and leaves no blanks at the end", () => {
  expect(printTable([["id", "state"], ["a1b2", "ok"], ["c"]])).toEqual([
    "id    state",
    "a1b2  ok",
    "c",
  ]);
  expect(printTable([])).toEqual([]);
});

import { expect, test } from "vitest";
import { stepRow } from "./step-row.ts";

const rows = { count: 100, page: 20 };
const press = (key: string, current: number, ctrlKey = false) =>
  stepRow({ key, ctrlKey, metaKey: false, altKey: false }, current, rows);

test("moves by rows, pages and to the ends", () => {
  expect([press("j", 5), press("ArrowUp", 5), press("PageDown", 5), press("End", 5)]).toEqual([
    6, 4, 25, 99,
  ]);
});

test("stays inside", () => {
  expect([press("k", 0), press("PageDown", 95)]).toEqual([0, 99]);
});

test("leaves other keys, and those of the browser, alone", () => {
  expect([press("x", 5), press("j", 5, true)]).toEqual([null, null]);
});

import { expect, test } from "vitest";
import { seekRow } from "./seek-row.ts";

const isError = (row: number) => [3, 7].includes(row);

test.each([
  { from: 0, direction: 1 as const, found: 3 },
  { from: 3, direction: 1 as const, found: 7 },
  { from: 7, direction: 1 as const, found: 3 },
  { from: 3, direction: -1 as const, found: 7 },
  { from: -1, direction: 1 as const, found: 3 },
  { from: -1, direction: -1 as const, found: 7 },
])("from $from in direction $direction to $found", ({ from, direction, found }) => {
  expect(seekRow({ count: 10, from, direction }, isError)).toBe(found);
});

test("the only match is its own next; no match is -1", () => {
  expect(seekRow({ count: 4, from: 3, direction: 1 }, isError)).toBe(3);
  expect(seekRow({ count: 3, from: 1, direction: 1 }, isError)).toBe(-1);
  expect(seekRow({ count: 0, from: -1, direction: 1 }, isError)).toBe(-1);
});

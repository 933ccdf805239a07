import { expect, test } from "vitest";
import type { PathItem } from "../../../layout/run-path.ts";
import { connectorPath, itemsBetween, placeItem, sizes } from "./path-places.ts";

const item = (column: number, lane: number): PathItem => ({
  row: column,
  to: column + 1,
  repeat: -1,
  lane,
  column,
  errors: 0,
  from: -1,
});

test("only the columns asked for are found, whole", () => {
  const items = [item(0, 0), item(1, 0), item(1, 1), item(2, 0), item(9, 0)];
  expect(itemsBetween(items, 1, 2)).toEqual(items.slice(1, 4));
  expect(itemsBetween(items, -5, 0)).toEqual(items.slice(0, 1));
  expect(itemsBetween(items, 3, 8)).toEqual([]);
});

test("items of neighbouring columns and lanes do not touch", () => {
  expect(placeItem(item(1, 0)).left - placeItem(item(0, 0)).left).toBe(sizes.column);
  expect(placeItem(item(0, 1)).top - placeItem(item(0, 0)).top).toBeGreaterThan(sizes.item);
});

test("a line runs in the gap before the item it leads to", () => {
  const line = connectorPath(item(0, 0), item(3, 2));
  const end = placeItem(item(3, 2));
  expect(line).toContain(`H${end.left - sizes.gap / 2}V`);
  expect(line.endsWith(`H${end.left}`)).toBe(true);
});

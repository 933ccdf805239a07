import { expect, test } from "vitest";
import { cellAt, stepCell } from "./heat-cells.ts";

const grid = { rows: 2, columns: 4, width: 40, height: 20 };

test("finds the cell at a place, from the bottom up", () => {
  expect(cellAt({ x: 0, y: 19 }, grid)).toEqual({ row: 0, column: 0 });
  expect(cellAt({ x: 39, y: 0 }, grid)).toEqual({ row: 1, column: 3 });
  expect(cellAt({ x: 40, y: 0 }, grid)).toBeNull();
  expect(cellAt({ x: -1, y: 5 }, grid)).toBeNull();
});

test("goes from cell to cell, and stays inside", () => {
  expect(stepCell("ArrowUp", null, grid)).toEqual({ row: 0, column: 3 });
  expect(stepCell("ArrowUp", { row: 0, column: 3 }, grid)).toEqual({ row: 1, column: 3 });
  expect(stepCell("ArrowUp", { row: 1, column: 3 }, grid)).toEqual({ row: 1, column: 3 });
  expect(stepCell("ArrowLeft", { row: 1, column: 3 }, grid)).toEqual({ row: 1, column: 2 });
  expect(stepCell("x", null, grid)).toBeNull();
  expect(stepCell("ArrowUp", null, { rows: 0, columns: 0 })).toBeNull();
});

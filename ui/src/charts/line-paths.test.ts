import { expect, test } from "vitest";
import { linePath, lineScales, lonePoints } from "./line-paths.ts";

const frame = { fromMs: 0, toMs: 100, width: 100, height: 50 };
const times = [0, 25, 50, 75, 100];

test("draws straight from value to value and leaves gaps open", () => {
  const values = [10, 20, null, 5, 0];
  expect(linePath(times, values, lineScales([values], frame))).toBe("M0,25L25,0M75,37.5L100,50");
});

test("shares one scale, from zero to the highest of all lines", () => {
  const { y } = lineScales(
    [
      [1, 2],
      [null, 8],
    ],
    frame,
  );
  expect([y(0), y(8)]).toEqual([50, 0]);
});

test("finds the values that stand alone", () => {
  expect(lonePoints([1, null, 2, null, 3, 4])).toEqual([0, 2]);
  expect(lonePoints([])).toEqual([]);
});

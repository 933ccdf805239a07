import { expect, test } from "vitest";
import { stackBars } from "./stack-bars.ts";

const frame = { fromMs: 0, toMs: 100, intervalMs: 10, width: 200, height: 50 };

test("stacks the series of an interval from the bottom, the highest bar as high as the box", () => {
  expect(
    stackBars(
      [
        { ms: 10, values: [30, 20] },
        { ms: 20, values: [0, 25] },
      ],
      frame,
    ),
  ).toEqual([
    { series: 0, ms: 10, x: 20, y: 20, width: 19, height: 30 },
    { series: 1, ms: 10, x: 20, y: 0, width: 19, height: 20 },
    { series: 1, ms: 20, x: 40, y: 25, width: 19, height: 25 },
  ]);
});

test("shows what is small but not zero", () => {
  const [, small] = stackBars([{ ms: 0, values: [9999, 1] }], frame);
  expect(small).toMatchObject({ height: 1 });
});

test("keeps the first interval inside the box when it began before the period", () => {
  expect(stackBars([{ ms: -5, values: [1] }], frame)).toMatchObject([{ x: 0, width: 9 }]);
});

test("draws nothing for nothing", () => {
  expect(stackBars([{ ms: 0, values: [0, 0] }], frame)).toEqual([]);
});

import { expect, test } from "vitest";
import { moveBrush, startBrush } from "./brush.ts";

const view = { window: { fromUs: 100, toUs: 200 }, isWhole: false, gripUs: 5 };

test.each([
  { at: 300, mode: "new", to: 50, window: { fromUs: 50, toUs: 300 } },
  { at: 103, mode: "from", to: 150, window: { fromUs: 150, toUs: 200 } },
  { at: 198, mode: "to", to: 50, window: { fromUs: 50, toUs: 100 } },
  { at: 150, mode: "pan", to: 170, window: { fromUs: 120, toUs: 220 } },
])("a drag from $at is $mode", ({ at, mode, to, window }) => {
  const brush = startBrush(at, view);
  expect(brush.mode).toBe(mode);
  expect(moveBrush(brush, to)).toEqual(window);
});

test("with everything in view there is nothing to move", () => {
  expect(startBrush(150, { ...view, isWhole: true }).mode).toBe("new");
});

import { expect, test } from "vitest";
import { TimeAxis } from "./time-axis.ts";
import { TimeScale } from "./time-scale.ts";

const axis = new TimeAxis(10_000_000, [{ fromUs: 1_000_000, toUs: 9_000_000 }]);

test("a pixel leads back to its instant, in a gap as well", () => {
  const scale = new TimeScale({ fromUs: 500_000, toUs: 9_500_000 }, 600, axis);
  expect(scale.px(500_000)).toBe(0);
  expect(scale.px(9_500_000)).toBeCloseTo(600);
  for (const px of [0, 100, 299, 300, 301, 599]) expect(scale.px(scale.usAt(px))).toBeCloseTo(px);
});

test("a bar over a gap is as long as the gap is drawn", () => {
  const scale = new TimeScale({ fromUs: 0, toUs: 10_000_000 }, 1000, axis);
  expect(scale.gapBands()).toEqual([
    { left: expect.closeTo(485), width: expect.closeTo(30), durationUs: 8_000_000 },
  ]);
  const bar = scale.placeBar(1_000_000, 8_000_000);
  expect(bar).toEqual({ left: expect.closeTo(485), width: expect.closeTo(30) });
});

test("marks keep clear of the gap and of each other", () => {
  const scale = new TimeScale({ fromUs: 0, toUs: 10_000_000 }, 1000, axis);
  const ticks = scale.ticks();
  expect(ticks.length).toBeGreaterThan(2);
  const isInGap = ({ atUs }: { atUs: number }) => atUs > 1_000_000 && atUs < 9_000_000;
  expect(ticks.filter(isInGap)).toEqual([]);
  const steps = ticks.slice(1).map(({ x }, index) => x - (ticks[index]?.x ?? 0));
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(56);
});

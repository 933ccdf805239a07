import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeAxis } from "./time-axis.ts";

test("without gaps time is what it is", () => {
  const axis = new TimeAxis(1000);
  expect([axis.length, axis.project(250), axis.unproject(250)]).toEqual([1000, 250, 250]);
});

test("a gap takes three hundredths of the axis, what happens keeps its proportions", () => {
  const axis = new TimeAxis(1_000_000, [{ fromUs: 1000, toUs: 990_300 }]);
  expect(axis.length).toBeCloseTo(10_700 / 0.97);
  const gap = axis.project(990_300) - axis.project(1000);
  expect(gap / axis.length).toBeCloseTo(0.03);
  expect(axis.project(500) * 2).toBeCloseTo(axis.project(1000));
  expect(axis.project(990_800) - axis.project(990_300)).toBeCloseTo(500);
  expect(axis.project(1_000_000)).toBeCloseTo(axis.length);
});

test("every instant has a place, in order, and is found there again", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { maxLength: 30 });
  fc.assert(
    fc.property(cuts, fc.array(fc.nat(1_000_000)), (points, instants) => {
      const edges = points.toSorted((a, b) => a - b);
      const gaps = edges.flatMap((fromUs, index) => {
        const toUs = edges[index + 1];
        return index % 2 === 0 && toUs !== undefined ? [{ fromUs, toUs }] : [];
      });
      const axis = new TimeAxis(1_000_000, gaps);
      const places = instants.toSorted((a, b) => a - b).map((us) => axis.project(us));
      for (const [index, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual((places[index - 1] ?? 0) - 1e-6);
        expect(place).toBeLessThanOrEqual(axis.length + 1e-6);
      }
      for (const us of instants) expect(axis.unproject(axis.project(us))).toBeCloseTo(us, 3);
    }),
  );
});

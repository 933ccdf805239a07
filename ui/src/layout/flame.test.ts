import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "./column.ts";
import { flameRects, flameRowAt, packLanes } from "./flame.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "./testing.ts";
import { TimeAxis } from "./time-axis.ts";
import { TimeScale } from "./time-scale.ts";
import { decodeTrace, type TraceColumns } from "./trace-columns.ts";

const arbitraryTrace = fc
  .array(fc.record({ depth: fc.nat(3), startUs: fc.nat(1000), durationUs: fc.nat(400) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((list) => {
    let depth = -1;
    const sketches = list.map(({ startUs, durationUs, ...wanted }): SpanSketch => {
      depth = Math.min(wanted.depth, depth + 1);
      return { depth, kind: "tool", name: "t", startUs, durationUs };
    });
    return decodeTrace(skeletonOf(sketches));
  });

const endOf = ({ startUs, durationsUs }: TraceColumns, row: number) =>
  at(startUs, row) + at(durationsUs, row);

test("nothing overlaps in a lane, and every row is in one", () => {
  fc.assert(
    fc.property(arbitraryTrace, (columns) => {
      const { lanes, laneOf } = packLanes(columns);
      expect(lanes.reduce((sum, rows) => sum + rows.length, 0)).toBe(columns.count);
      for (const [lane, rows] of lanes.entries()) {
        for (const [place, row] of rows.entries()) {
          expect(at(laneOf, row)).toBe(lane);
          if (place === 0) continue;
          const before = rows[place - 1] ?? 0;
          expect(endOf(columns, before)).toBeLessThanOrEqual(at(columns.startUs, row));
        }
      }
    }),
  );
});

test("a row that starts no earlier than its parent stands below it", () => {
  const columns = decodeTrace(skeletonOf(sketchLargeTrace(3000)));
  const { laneOf } = packLanes(columns);
  for (let row = 1; row < columns.count; row++) {
    expect(at(laneOf, row)).toBeGreaterThan(at(laneOf, at(columns.parent, row)));
  }
});

test("100,000 rows are never more rectangles than pixels, zoomed or not", () => {
  const columns = decodeTrace(skeletonOf(sketchLargeTrace(100_000)));
  const lanes = packLanes(columns);
  const axis = new TimeAxis(columns.durationUs);
  for (const share of [1, 0.1, 0.001]) {
    const window = { fromUs: 0, toUs: columns.durationUs * share };
    const scale = new TimeScale(window, 1000, axis);
    const rects = flameRects(columns, lanes, { scale, fromLane: 0, toLane: 30 });
    expect(rects.length).toBeLessThanOrEqual(1000 * Math.min(30, lanes.lanes.length));
    const ends = new Map<number, number>();
    for (const { lane, left, width } of rects) {
      expect(left).toBeGreaterThanOrEqual(ends.get(lane) ?? 0);
      expect(width).toBeGreaterThanOrEqual(1);
      ends.set(lane, left + width);
    }
  }
});

test("the middle of a wide rectangle is its row, and an error in a narrow one is not lost", () => {
  const columns = decodeTrace(
    skeletonOf([
      { depth: 0, kind: "agent", name: "plan", startUs: 0, durationUs: 1000 },
      { depth: 1, kind: "tool", name: "a", startUs: 100, durationUs: 300 },
      { depth: 1, kind: "tool", name: "b", startUs: 800, durationUs: 1 },
      { depth: 1, kind: "tool", name: "c", startUs: 801, durationUs: 1, isError: true },
    ]),
  );
  const lanes = packLanes(columns);
  const scale = new TimeScale({ fromUs: 0, toUs: 1000 }, 100, new TimeAxis(1000));
  const rects = flameRects(columns, lanes, { scale, fromLane: 0, toLane: 9 });
  expect(
    rects.map(({ row, lane, left, width, hasError }) => [row, lane, left, width, hasError]),
  ).toEqual([
    [0, 0, 0, 100, false],
    [1, 1, 10, 30, false],
    [2, 1, 80, 1, true],
  ]);
  expect(flameRowAt(columns, lanes, { lane: 1, fromUs: 245, toUs: 255 })).toBe(1);
  expect(flameRowAt(columns, lanes, { lane: 1, fromUs: 500, toUs: 510 })).toBe(-1);
});

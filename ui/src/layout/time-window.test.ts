import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clampWindow,
  fitWindow,
  isWhole,
  placeBar,
  readWindow,
  wholeWindow,
  writeWindow,
  zoomWindow,
} from "./time-window.ts";

const durations = fc.integer({ min: 0, max: 104 * 86_400 * 1e6 });

test("no gesture leaves the trace", () => {
  const gestures = fc.record({
    durationUs: durations,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    factors: fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { maxLength: 30 }),
    panUs: fc.integer({ min: -1e9, max: 1e9 }),
  });
  fc.assert(
    fc.property(gestures, ({ durationUs, at, factors, panUs }) => {
      let window = wholeWindow(durationUs);
      for (const factor of factors) {
        const atUs = window.fromUs + at * (window.toUs - window.fromUs);
        window = zoomWindow(window, { factor, atUs, durationUs });
        window = clampWindow(
          { fromUs: window.fromUs + panUs, toUs: window.toUs + panUs },
          durationUs,
        );
        expect(window.fromUs).toBeGreaterThanOrEqual(0);
        expect(window.toUs).toBeGreaterThan(window.fromUs);
        expect(window.toUs).toBeLessThanOrEqual(Math.max(1, durationUs) * (1 + 1e-9));
      }
    }),
  );
});

test("panning against the edge keeps the zoom", () => {
  expect(clampWindow({ fromUs: -50, toUs: 50 }, 1000)).toEqual({ fromUs: 0, toUs: 100 });
  expect(clampWindow({ fromUs: 950, toUs: 1050 }, 1000)).toEqual({ fromUs: 900, toUs: 1000 });
});

test("zooming holds the instant under the pointer", () => {
  const zoomed = zoomWindow(wholeWindow(1000), { factor: 0.5, atUs: 250, durationUs: 1000 });
  expect(zoomed).toEqual({ fromUs: 125, toUs: 625 });
});

test("a window survives the URL, and nonsense there is nobody's window", () => {
  const window = fitWindow({ startUs: 400, durationUs: 100 }, 1000);
  expect(readWindow(writeWindow(window), 1000)).toEqual({ fromUs: 390, toUs: 510 });
  for (const text of ["", "5", "9,5", "a,b", "1,2,3", "-1,5", "1e3,2e3"]) {
    expect(readWindow(text, 1000)).toBeNull();
  }
});

test("the whole of a trace without duration is still a window", () => {
  expect(isWhole(wholeWindow(0), 0)).toBe(true);
});

test("a bar is cut at the lane and never thinner than two pixels", () => {
  const window = { fromUs: 100, toUs: 200 };
  expect(placeBar({ startUs: 0, durationUs: 1000 }, window, 50)).toEqual({ left: 0, width: 50 });
  expect(placeBar({ startUs: 150, durationUs: 0 }, window, 50)).toEqual({ left: 25, width: 2 });
  expect(placeBar({ startUs: 0, durationUs: 10 }, window, 50).width).toBe(0);
  expect(placeBar({ startUs: 300, durationUs: 10 }, window, 50).width).toBe(0);
  expect(placeBar({ startUs: 200, durationUs: 0 }, window, 50)).toEqual({ left: 48, width: 2 });
});

import { expect, test } from "vitest";
import { PanZoom } from "./pan-zoom.svelte.ts";

const frame = { width: 800, height: 600 };

test("a small drawing is centred at its size, a large one stays legible until all of it is asked for", () => {
  const view = new PanZoom();
  view.fit({ width: 200, height: 100 }, frame);
  expect([view.x, view.y, view.scale]).toEqual([300, 250, 1]);
  view.fitLegibly({ width: 20_000, height: 100 }, frame);
  expect([view.x, view.scale]).toEqual([24, 0.86]);
  view.fit({ width: 2000, height: 100 }, frame);
  expect([view.x, view.scale]).toEqual([24, 0.376]);
});

test("zooming holds the point under the pointer", () => {
  const view = new PanZoom();
  view.around({ x: 100, y: 50 }, 2);
  expect([view.x, view.y, view.scale]).toEqual([-100, -50, 2]);
  view.around({ x: 100, y: 50 }, 100);
  expect(view.scale).toBe(2);
});

test("a box out of sight comes into view, one in view stays where it is", () => {
  const view = new PanZoom();
  view.bringIntoView({ left: 1000, top: 10, width: 100, height: 50 }, frame);
  expect([view.x, view.y]).toEqual([-324, 14]);
  view.bringIntoView({ left: 700, top: 200, width: 100, height: 50 }, frame);
  expect([view.x, view.y]).toEqual([-324, 14]);
});

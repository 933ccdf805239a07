import { expect, test } from "vitest";
import { sketchLargeTrace, skeletonOf } from "../../../layout/testing.ts";
import { decodeTrace, rowFlags } from "../../../layout/trace-columns.ts";
import { traceNotices } from "./trace-notices.ts";

const whole = decodeTrace(skeletonOf(sketchLargeTrace(20)));

test("a complete trace needs no words", () => {
  expect(traceNotices(whole, "00f067aa0ba902b7")).toEqual([]);
});

test("says what was cut", () => {
  expect(traceNotices({ ...whole, totalCount: 123_456 }, "00f067aa0ba902b7")).toEqual([
    "Shown are the first 20 of 123,456 steps.",
  ]);
});

test("says what an incomplete trace waits for", () => {
  const flags = whole.flags.slice();
  flags.set([rowFlags.orphan, rowFlags.pending, rowFlags.pending]);
  expect(traceNotices({ ...whole, flags, complete: false }, null)).toEqual([
    "Still running: 2 steps have not ended.",
    "Incomplete: waiting for the root span.",
    "1 step stands at the outermost level until the parent arrives.",
  ]);
});

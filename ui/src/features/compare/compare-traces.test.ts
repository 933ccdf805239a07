import { expect, test } from "vitest";
import { type SpanSketch, skeletonOf, sketchLargeTrace } from "../../layout/testing.ts";
import { decodeTrace } from "../../layout/trace-columns.ts";
import { compareTraces, differenceAt } from "./compare-traces.ts";

const trace = (sketches: readonly SpanSketch[]) => decodeTrace(skeletonOf(sketches));
const run: SpanSketch = {
  depth: 0,
  kind: "agent",
  name: "run",
  agent: "desk",
  startUs: 0,
  durationUs: 100,
};
const step = (kind: string, name: string, more: Partial<SpanSketch> = {}): SpanSketch => ({
  depth: 1,
  kind,
  name,
  startUs: 1,
  durationUs: 1,
  ...more,
});
const chat = step("llm", "chat 17", { model: "gpt-5" });
const pay = step("tool", "execute_tool pay", { tool: "pay" });

function differences(left: readonly SpanSketch[], right: readonly SpanSketch[]) {
  const [ours, theirs] = [trace(left), trace(right)];
  const comparison = compareTraces(ours, theirs);
  const compared = { left: ours, right: theirs, comparison };
  const list = Array.from({ length: comparison.count }, (_, place) =>
    differenceAt(compared, place),
  );
  return { list, comparison };
}

test("the first difference is where one run did something else", () => {
  const { list, comparison } = differences(
    [run, chat, pay, chat],
    [run, chat, step("tool", "execute_tool refuse", { tool: "refuse" }), chat],
  );
  expect(list).toEqual(["same", "same", "removed", "added", "same"]);
  expect(comparison).toMatchObject({
    first: 2,
    counts: { same: 3, removed: 1, added: 1, changed: 0 },
  });
});

test("the same step with another outcome is a change", () => {
  const { list, comparison } = differences(
    [run, chat, pay],
    [run, chat, { ...pay, isError: true }],
  );
  expect(list).toEqual(["same", "same", "changed"]);
  expect(comparison.first).toBe(2);
});

test("an error that is only reported from inside is not the first difference", () => {
  const { comparison } = differences(
    [run, chat, pay],
    [{ ...run, isError: true }, chat, { ...pay, isError: true }],
  );
  expect(comparison).toMatchObject({ first: 2, counts: { changed: 2 } });
});

test("a model call is the same step whatever its span is named, and noise is left out", () => {
  const other = { ...chat, name: "chat 99" };
  const { comparison } = differences([run, chat], [run, step("noise", "GET /"), other]);
  expect(comparison).toMatchObject({ count: 2, first: -1, counts: { same: 2 } });
  expect([...comparison.right]).toEqual([0, 2]);
});

test("two runs of 10,000 steps are compared whole", () => {
  const [left, right] = [trace(sketchLargeTrace(10_000)), trace(sketchLargeTrace(9_999))];
  const comparison = compareTraces(left, right);
  const rowsOf = (column: Int32Array) => [...column].filter((row) => row >= 0);
  expect(rowsOf(comparison.left)).toEqual(Array.from({ length: 10_000 }, (_, row) => row));
  expect(rowsOf(comparison.right)).toEqual(Array.from({ length: 9_999 }, (_, row) => row));
});

import { flushSync } from "svelte";
import { expect, test } from "vitest";
import {
  sketchLargeTrace,
  skeletonOf,
  spanIdOfRow,
  type SpanSketch,
} from "../../layout/testing.ts";
import { decodeTrace } from "../../layout/trace-columns.ts";
import { traceAction } from "./trace-keys.ts";
import { adoptQuery, describeView, readTraceQuery } from "./trace-query.ts";
import { TraceView } from "./trace-view.svelte.ts";

const base = { startUs: 0, durationUs: 10 };
const sketches: SpanSketch[] = [
  { ...base, depth: 0, kind: "agent", name: "plan", durationUs: 100 },
  { ...base, depth: 1, kind: "tool", name: "search", tool: "search" },
  { ...base, depth: 2, kind: "noise", name: "GET", isError: true, startUs: 5 },
  { ...base, depth: 1, kind: "llm", name: "chat", startUs: 20 },
  { ...base, depth: 1, kind: "tool", name: "search", tool: "search", isError: true, startUs: 50 },
];
const open = (list = sketches) => new TraceView(() => decodeTrace(skeletonOf(list)));
const press = (view: TraceView, ...keys: string[]) => {
  for (const key of keys) {
    const name = key.replace("Shift+", "");
    traceAction({ key: name, shiftKey: name !== key }, true)?.(view);
  }
};

test("opens at the first error, and says nothing of it in the address", () => {
  const view = open();
  expect(view.selected).toBe(2);
  expect(view.chosenSpan).toBeNull();
  expect(open(sketches.slice(3)).selected).toBe(1);
  expect(open(sketches.map((sketch) => ({ ...sketch, isError: false }))).selected).toBe(0);
});

test("an error that was passed on is opened where it began", () => {
  const view = open(sketches.map((sketch) => ({ ...sketch, isError: sketch.depth < 2 })));
  expect(view.selected).toBe(1);
});

test("a span that is not there selects nothing until it arrives", () => {
  let columns = $state.raw(decodeTrace(skeletonOf(sketches)));
  const view = new TraceView(() => columns);
  view.chooseSpan(spanIdOfRow(7));
  expect(view.selected).toBe(-1);
  columns = decodeTrace(skeletonOf(sketchLargeTrace(20)));
  flushSync();
  expect(view.selected).toBe(7);
});

test("arrows move, fold, open and leave", () => {
  const view = open();
  view.select(0);
  press(view, "ArrowDown", "ArrowRight");
  expect(view.selected).toBe(3); // the noise below is hidden
  press(view, "ArrowUp", "ArrowLeft");
  expect([...view.rows.visible.rows]).toEqual([0, 1, 3, 4]);
  expect(view.rows.isFolded(1)).toBe(true);
  press(view, "ArrowLeft");
  expect(view.selected).toBe(0);
  press(view, "ArrowLeft");
  expect([...view.rows.visible.rows]).toEqual([0]);
  press(view, "End", "Home", "PageDown", "k");
  expect(view.selected).toBe(0);
});

test("a selection opens what hides it", () => {
  const view = open();
  view.foldAll();
  view.select(0);
  press(view, "ArrowLeft", "E");
  expect(view.selected).toBe(4);
  press(view, "e");
  expect(view.selected).toBe(2);
  expect([...view.rows.visible.rows]).toEqual([0, 1, 2, 3, 4]);
});

test("n and p go round the runs of one step", () => {
  const view = open();
  view.select(1);
  press(view, "n");
  expect(view.selected).toBe(4);
  press(view, "n", "p");
  expect(view.selected).toBe(4);
  view.seekStep(view.steps.stepOf[1] ?? -1);
  expect(view.selected).toBe(1);
});

test("what is found stands out, and Enter goes from match to match", () => {
  const view = open();
  expect(view.search.has(0)).toBe(true);
  view.search.text = "tool:search";
  expect([...(view.search.matches ?? [])]).toEqual([1, 4]);
  expect(view.search.has(0)).toBe(false);
  view.select(1);
  view.seekMatch(1);
  expect(view.selected).toBe(4);
});

test("f shows the step, Shift with an arrow moves on, 0 shows all", () => {
  const view = open();
  view.select(3);
  press(view, "f");
  expect(view.zoom.window).toEqual({ fromUs: 19, toUs: 31 });
  press(view, "Shift+ArrowRight");
  expect(view.zoom.window.fromUs).toBeCloseTo(21.4);
  press(view, "0");
  expect(view.zoom.isWhole).toBe(true);
});

test("everything the reader did survives the address", () => {
  const view = open();
  view.select(3);
  view.search.text = "chat";
  view.picture = "map";
  view.tab = "attrs";
  view.search.onlyMatches = true;
  view.zoom.shortensGaps = true;
  view.rows.foldRepeats = true;
  view.rows.toggleKind("tool");
  view.fitSelected();
  const query = describeView(view);
  expect(query).toEqual({
    view: "map",
    span: spanIdOfRow(3),
    q: "chat",
    kinds: "agent,llm",
    t: "19,31",
    tab: "attrs",
    only: "matches",
    gaps: "short",
    repeats: "folded",
  });
  const other = open();
  adoptQuery(other, query);
  expect(describeView(other)).toEqual(query);
});

test("an untouched view has an empty address, and nonsense in one does no harm", () => {
  const view = open();
  const set = Object.entries(describeView(view)).filter(([, value]) => value !== null);
  expect(set).toEqual([]);
  adoptQuery(view, readTraceQuery(new URLSearchParams("view=x&span=zz&t=9,1&kinds=")));
  expect(view.rows.visible.rows).toHaveLength(0);
  expect(view.selected).toBe(-1);
  press(view, "ArrowDown", "ArrowLeft", "ArrowRight", "n", "f", "e");
  expect(view.selected).toBe(2);
});

test("folds and selection stay while a running trace grows", () => {
  const all = sketchLargeTrace(2000);
  let columns = $state.raw(decodeTrace(skeletonOf(all.slice(0, 1000))));
  const view = new TraceView(() => columns);
  view.select(0);
  view.foldAll();
  const before = view.rows.visible.rows.length;
  columns = decodeTrace(skeletonOf(all));
  expect(view.selected).toBe(0);
  expect(view.rows.visible.rows.length).toBeGreaterThanOrEqual(before);
  expect(view.rows.visible.rows.length).toBeLessThan(2000);
});

const loop: SpanSketch[] = [
  { ...base, depth: 0, kind: "agent", name: "plan", durationUs: 100 },
  ...Array.from({ length: 5 }, (_, round): SpanSketch[] => [
    { ...base, depth: 1, kind: "tool", name: "search", tool: "search", startUs: round * 10 },
    { ...base, depth: 2, kind: "step", name: "GET", startUs: round * 10 },
  ]).flat(),
  { ...base, depth: 1, kind: "llm", name: "chat", startUs: 60 },
];
function openLoop() {
  const view = open(loop);
  view.rows.foldRepeats = true;
  return view;
}

test("keys walk over a repeat, into it and out of it again", () => {
  const view = openLoop();
  press(view, "ArrowDown");
  expect(view.selectedPosition).toBe(1);
  expect([...view.rows.visible.rows]).toEqual([0, 1, 11]); // looked at, not opened
  press(view, "ArrowDown");
  expect(view.selected).toBe(11);
  press(view, "ArrowUp", "ArrowRight", "ArrowDown");
  expect(view.rows.visible.rows).toHaveLength(13);
  expect([view.selected, view.selectedPosition]).toEqual([1, 2]);
  press(view, "ArrowLeft", "ArrowLeft"); // its own rows, then out to the head
  expect(view.selectedPosition).toBe(1);
  press(view, "ArrowLeft");
  expect([...view.rows.visible.rows]).toEqual([0, 1, 11]);
  press(view, "ArrowLeft");
  expect(view.selected).toBe(0);
});

test("what is searched for, linked to or stepped to inside a repeat opens it", () => {
  const view = openLoop();
  view.chooseSpan(spanIdOfRow(6));
  expect(view.rows.visible.rows[view.selectedPosition]).toBe(6);
  const other = openLoop();
  other.search.text = "GET";
  other.seekMatch(1);
  expect(other.rows.visible.rows[other.selectedPosition]).toBe(2);
});

test("a fold that hides the selection takes it over", () => {
  const view = openLoop();
  view.select(6);
  view.toggleAt(1);
  expect([view.selected, view.selectedPosition]).toEqual([1, 1]);
  view.toggleAt(1);
  view.select(4);
  view.toggleAt(view.rows.positionOf(3));
  expect(view.selected).toBe(3);
});

test("only what matches is left when asked for, repeats or not", () => {
  const view = openLoop();
  view.search.text = "kind:tool";
  view.search.onlyMatches = true;
  const matches = view.search.matches ?? [];
  expect(matches.length).toBeGreaterThan(0);
  expect([...view.rows.visible.rows]).toEqual([0, ...matches]);
});

test("a reason to look at a step is a word that can be taken back", () => {
  const { search } = open();
  search.text = "chat";
  search.toggleTerm("is:slow");
  expect(search.text).toBe("chat is:slow");
  expect(search.hasTerm("is:slow")).toBe(true);
  search.toggleTerm("is:slow");
  expect(search.text).toBe("chat");
});
